// ipBlock in a direction, and IPv6 blocks, where a dataplane does not understand them.
import type { CompiledBlock } from '../compiled.ts';
import { familiesOf } from '../endpoint-addresses.ts';
import type { Found } from './finding.ts';
import { type LintCheck, ofEachRule } from './lint-check.ts';
import type { LintContext } from './lint-context.ts';
import { blocksOf, type RuleSite } from './rule-sites.ts';
import { blockText } from './words.ts';

export const BLOCK_UNSUPPORTED: LintCheck = {
  code: 'lint-block-unsupported',
  means: 'a rule has an ipBlock in a direction in which the dataplane does not support it',
  why: 'the API server accepts it, and nobody says what becomes of it',
  mend: 'name pods by selectors; what comes from outside cannot be named there',
  find: ofEachRule(({ rule, profile, direction, policy }) => {
    const { ingressIpBlock, egressIpBlock } = profile.semantics;
    if ((direction === 'ingress' ? ingressIpBlock : egressIpBlock) === 'supported') return [];
    if (policy.api !== 'networking-v1') return [];
    return blocksOf(rule).map((block) => ({
      severity: 'high',
      message: `ipBlock ${blockText(block)} in ${direction}: ${profile.data.title} is not documented to support it there`,
      mend: 'name pods by selectors; what comes from outside cannot be named there',
      evidence: {
        source: (direction === 'ingress' ? profile.data.semantics.ingressIpBlock : profile.data.semantics.egressIpBlock)
          .source,
      },
    }));
  }),
};

export const BLOCK_FAMILY: LintCheck = {
  code: 'lint-block-family',
  means: 'a rule has a block of an IP version that the dataplane, or the pods it selects, do not have',
  why: 'the block matches nothing, or nobody says what becomes of it, while the rule looks as if it did',
  mend: 'remove the block, or name pods by selectors',
  find: ofEachRule((site, context) => {
    return blocksOf(site.rule).flatMap((block) => {
      const said = familyTrouble(block, site, context);
      if (said === undefined) return [];
      const mend = 'remove the block, or name pods by selectors';
      return [{ ...said, message: `block ${blockText(block)}: ${said.message}`, mend }];
    });
  }),
};

function familyTrouble(
  { cidr }: CompiledBlock,
  { profile, policy }: RuleSite,
  context: LintContext,
): Pick<Found, 'severity' | 'message'> | undefined {
  const { title } = profile.data;
  switch (profile.semantics.ipv6) {
    case 'supported':
    // Said of the whole policy.
    case 'policy-refused':
      return undefined;
    case 'ignored':
      return cidr.family === 6 ? { severity: 'medium', message: `${title} ignores IPv6 blocks` } : undefined;
    case 'unknown':
      if (cidr.family === 4) return undefined;
      return { severity: 'medium', message: `nobody documents what ${title} does with IPv6 blocks` };
    case 'own-family': {
      const families = context.subjectsOf(policy).flatMap((pod) => [...(familiesOf(pod) ?? [4, 6])]);
      if (families.length === 0 || families.some((family) => family === cidr.family)) return undefined;
      return { severity: 'low', message: `${title} ignores it, as the pods have no IPv${cidr.family} address` };
    }
  }
}
