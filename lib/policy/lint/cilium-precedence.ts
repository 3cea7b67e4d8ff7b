// Cilium's policies beside NetworkPolicy: lists of denials isolate as well, and denials win over every allow.
import type { CompiledPolicy } from '../compiled.ts';
import type { Direction } from '../model.ts';
import type { Found } from './finding.ts';
import { type LintCheck, ofEachPolicy } from './lint-check.ts';
import type { LintContext } from './lint-context.ts';
import { DIRECTIONS } from './rule-sites.ts';

export const DENIALS_ISOLATE: LintCheck = {
  code: 'lint-denials-isolate',
  means: 'a Cilium policy has denials only, and isolates its pods: everything else is blocked too',
  why: 'a section with rules puts the pods it selects into default deny, whether they allow or deny (docs.cilium.io, deny policies)',
  mend: 'write enableDefaultDeny false for the direction, or allow the rest',
  find: ofEachPolicy((policy, context) =>
    DIRECTIONS.flatMap((direction): readonly Omit<Found, 'subject'>[] => {
      const { isolates, rules } = policy.sections[direction];
      if (policy.api !== 'cilium' || !isolates || rules.length === 0) return [];
      if (rules.some(({ action }) => action !== 'deny') || allowers(policy, direction, context).length > 0) return [];
      const message = `has only denials for ${direction}, and no policy allows its pods anything: all ${direction} is blocked`;
      const mend = `write enableDefaultDeny.${direction}: false, or allow the rest`;
      return [{ severity: 'high', message, mend }];
    }),
  ),
};

export const DENIAL_WINS: LintCheck = {
  code: 'lint-denial-wins',
  means: 'a Cilium policy denies to pods that a NetworkPolicy has allow rules for',
  why: "denials of Cilium's policies win over every allow, NetworkPolicy's included; there is no order",
  mend: 'nothing, where that is meant; else take the denial out',
  find: ofEachPolicy((policy, context) =>
    DIRECTIONS.flatMap((direction): readonly Omit<Found, 'subject'>[] => {
      if (policy.api !== 'cilium' || !policy.sections[direction].rules.some(({ action }) => action === 'deny'))
        return [];
      const [other] = allowers(policy, direction, context).filter(({ api }) => api === 'networking-v1');
      if (other === undefined) return [];
      const message = `its denials for ${direction} win over what NetworkPolicy ${other.name} allows to the same pods`;
      const mend = 'nothing, where that is meant; else take the denial out';
      return [{ severity: 'info', message, mend, evidence: { other: other.name } }];
    }),
  ),
};

/** Other policies of the tier that allow something to some of its pods. */
function allowers(policy: CompiledPolicy, direction: Direction, { sharersOf }: LintContext): readonly CompiledPolicy[] {
  return sharersOf(policy).filter(
    ({ tier, sections }) =>
      tier.name === policy.tier.name && sections[direction].rules.some(({ action }) => action === 'allow'),
  );
}
