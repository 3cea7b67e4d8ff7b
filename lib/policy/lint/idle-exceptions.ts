// Exceptions that change nothing: another rule opens the hole again, or the rule never opened it.
import { cidrsToSet, subtractAddressSets } from '../../net/address-set.ts';
import { type Cidr, formatCidr, parseCidr } from '../../net/cidr.ts';
import type { CompiledPolicy, CompiledRule } from '../compiled.ts';
import type { Direction } from '../model.ts';
import type { Found } from './finding.ts';
import { type LintCheck, ofEachPolicy } from './lint-check.ts';
import { canonicalText, type LintContext } from './lint-context.ts';
import { blocksOf, portsOf, writtenRules } from './rule-sites.ts';

const REOPENED = 'an exception denies nothing: take the address out of every rule that allows it';

export const IDLE_EXCEPT: LintCheck = {
  code: 'lint-except-idle',
  means: 'an exception of a block changes nothing',
  why: 'it is a hole in one allow, no denial: what another rule allows stays allowed',
  mend: REOPENED,
  find: ofEachPolicy((policy, context) =>
    writtenRules(policy).flatMap(({ direction, rule }) =>
      holesOf(rule).flatMap(({ block, hole }): readonly Omit<Found, 'subject'>[] => {
        const opener = reopenedBy({ policy, direction, rule, hole }, context);
        const at = rule.path;
        if (opener !== undefined) {
          const message = `the exception ${formatCidr(hole)} of ${block} changes nothing: ${opener} allows it`;
          return [{ severity: 'low', at, message, mend: REOPENED, evidence: { by: opener } }];
        }
        if (!isMetadata(hole) || direction !== 'egress' || covers(rule, METADATA_PORT)) return [];
        const message = `the exception ${formatCidr(hole)} changes nothing: the rule has no port ${METADATA_PORT}, where metadata is served`;
        return [{ severity: 'info', at, message, mend: 'leave it, or leave it out: both mean the same' }];
      }),
    ),
  ),
};

function holesOf(rule: CompiledRule): readonly { readonly block: string; readonly hole: Cidr }[] {
  if (rule.action !== 'allow') return [];
  return blocksOf(rule).flatMap(({ cidr, except }) => except.map((hole) => ({ block: formatCidr(cidr), hole })));
}

interface Hole {
  readonly policy: CompiledPolicy;
  readonly direction: Direction;
  readonly rule: CompiledRule;
  readonly hole: Cidr;
}

/** The policy, by name, that allows the whole hole to pods of this one, as far as both name the same ports. */
function reopenedBy({ policy, direction, rule, hole }: Hole, context: LintContext): string | undefined {
  const others = [policy, ...context.sharersOf(policy).filter(({ tier }) => tier.name === policy.tier.name)];
  return others.find(({ sections }) =>
    sections[direction].rules.some(
      (other) => other.action === 'allow' && opens(other, hole) && sharesPorts(other, rule),
    ),
  )?.name;
}

function opens(rule: CompiledRule, hole: Cidr): boolean {
  if (rule.peers.kind === 'all') return true;
  const allowed = blocksOf(rule).flatMap(({ addresses }) => addresses);
  return subtractAddressSets(cidrsToSet([hole]), allowed).length === 0;
}

function sharesPorts(other: CompiledRule, rule: CompiledRule): boolean {
  return other.ports.kind === 'all' || canonicalText(other.ports) === canonicalText(rule.ports);
}

const METADATA_PORT = 80;
const METADATA = parseCidr('169.254.169.254/32');

function isMetadata(hole: Cidr): boolean {
  return METADATA !== undefined && formatCidr(hole) === formatCidr(METADATA);
}

function covers(rule: CompiledRule, number: number): boolean {
  if (rule.ports.kind === 'all') return true;
  return portsOf(rule).some((port) => port.kind !== 'numbers' || (port.first <= number && number <= port.last));
}
