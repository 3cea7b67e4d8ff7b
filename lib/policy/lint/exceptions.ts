// `except` where a dataplane closes more than a hole in its block, or is not documented to support it.
import { cidrContainsCidr, cidrsOverlap, formatCidr } from '../../net/cidr.ts';
import type { CompiledBlock } from '../compiled.ts';
import type { Found } from './finding.ts';
import { type LintCheck, ofEachRule } from './lint-check.ts';
import type { LintContext } from './lint-context.ts';
import { blocksOf, type RuleSite, writtenRules } from './rule-sites.ts';
import { blockText } from './words.ts';

const MEND = 'write the block without its exceptions as the smaller blocks around them';

export const EXCEPT: LintCheck = {
  code: 'lint-except',
  means:
    'a block has exceptions, and the dataplane closes more by them than the hole, or is not documented to support them',
  why: 'by the API an exception is a hole in its own peer only; some dataplanes also take it from what other peers or policies allow',
  mend: MEND,
  find: ofEachRule((site, context) =>
    blocksOf(site.rule).flatMap((block) => {
      const said = block.except.length === 0 ? undefined : trouble(block, site, context);
      if (said === undefined) return [];
      const except = block.except.map(formatCidr);
      const message = `${blockText(block)} except ${except.join(', ')}: ${said.message}`;
      return [{ severity: 'medium' as const, message, mend: MEND, evidence: { block: blockText(block), except } }];
    }),
  ),
};

function trouble(block: CompiledBlock, site: RuleSite, context: LintContext): Pick<Found, 'message'> | undefined {
  const { title } = site.profile.data;
  switch (site.profile.semantics.except) {
    case 'hole':
      return undefined;
    case 'deny-prefix':
      if (!isOpenedElsewhere(block, site, context)) return undefined;
      return { message: `${title} denies these also where another rule allows an equal or wider block` };
    case 'subtracts-from-rule':
      if (!isOpenedBeside(block, site)) return undefined;
      return { message: `${title} may take these out of the other blocks of the rule as well` };
    case 'unknown':
      return { message: `nobody documents what ${title} does with exceptions` };
  }
}

/** Another block of the rule that has addresses in a hole of this one. */
function isOpenedBeside(block: CompiledBlock, { rule }: RuleSite): boolean {
  const others = blocksOf(rule).filter((other) => other !== block);
  return others.some(({ cidr }) => block.except.some((hole) => cidrsOverlap(cidr, hole)));
}

/** A block of any rule of the direction and namespace that holds a hole of this one. */
function isOpenedElsewhere(block: CompiledBlock, { policy, direction }: RuleSite, { policies }: LintContext): boolean {
  const others = policies.policies
    .filter(({ namespace }) => namespace === policy.namespace)
    .flatMap(writtenRules)
    .filter((site) => site.direction === direction)
    .flatMap(({ rule }) => blocksOf(rule))
    .filter((other) => other !== block);
  return others.some(({ cidr }) => block.except.some((hole) => cidrContainsCidr(cidr, hole)));
}
