// ipBlock over addresses of the cluster: never compared with them, compared with all of them, or nobody knows.
import type { CompiledBlock } from '../compiled.ts';
import { namesEvidence, namesText } from '../dataplanes/finding.ts';
import type { Found } from './finding.ts';
import { type LintCheck, ofEachRule } from './lint-check.ts';
import { isInside, type LintContext } from './lint-context.ts';
import { blocksOf, comparesWith, isAnyAddress, type RuleSite } from './rule-sites.ts';
import { blockText, podsEvidence, podsText } from './words.ts';

const SELECTORS = 'name pods by selectors, and keep ipBlock for addresses outside the cluster';
const NODES =
  'NetworkPolicy has no peer for nodes; where the dataplane has one of its own, use that (entities host and remote-node of Cilium)';

type OfBlock = readonly Omit<Found, 'subject'>[];

function ofEachBlock(find: (block: CompiledBlock, site: RuleSite, context: LintContext) => OfBlock): LintCheck['find'] {
  return ofEachRule((site, context) =>
    blocksOf(site.rule)
      .filter((block) => !isAnyAddress(block))
      .flatMap((block) => find(block, site, context)),
  );
}

export const BLOCK_MISSES_CLUSTER: LintCheck = {
  code: 'lint-block-misses-cluster',
  means: 'an ipBlock covers addresses of pods or nodes, and the dataplane never compares it with them',
  why: 'identity-based dataplanes take ipBlock for addresses outside the cluster only, so the rule does not reach what it seems to name',
  mend: SELECTORS,
  find: ofEachBlock((block, { rule, profile }, context) => {
    const severity = rule.action === 'deny' ? 'high' : 'medium';
    const title = profile.data.title;
    const pods = comparesWith('pods', block, profile) === 'no' ? context.podsInside(block) : [];
    const nodes =
      comparesWith('nodes', block, profile) === 'no' ? context.nodes.filter((node) => isInside(block, node)) : [];
    const names = nodes.map(({ name }) => name);
    return [
      ...(pods.length === 0
        ? []
        : [
            {
              severity,
              message: `ipBlock ${blockText(block)} covers pods (${podsText(pods)}), with which ${title} never compares it`,
              mend: SELECTORS,
              evidence: { block: blockText(block), ...podsEvidence(pods) },
            } as const,
          ]),
      ...(nodes.length === 0
        ? []
        : [
            {
              severity,
              message: `ipBlock ${blockText(block)} covers nodes (${namesText(names)}), with which ${title} never compares it`,
              mend: NODES,
              evidence: { block: blockText(block), nodes: namesEvidence(names) },
            } as const,
          ]),
    ];
  }),
};

export const BLOCK_OPENS_CLUSTER: LintCheck = {
  code: 'lint-block-opens-cluster',
  means: 'an ipBlock covers addresses of pods, and the dataplane compares it with them',
  why: 'every pod with an address in the block, now or later, is let in or reached, whoever it belongs to',
  mend: SELECTORS,
  find: ofEachBlock((block, { rule, profile }, context) => {
    if (rule.action === 'deny' || comparesWith('pods', block, profile) !== 'yes') return [];
    const pods = context.podsInside(block);
    if (pods.length === 0) return [];
    return [
      {
        severity: 'low',
        message: `ipBlock ${blockText(block)} opens the way for pods with addresses in it (now ${podsText(pods)})`,
        mend: SELECTORS,
        evidence: { block: blockText(block), ...podsEvidence(pods) },
      },
    ];
  }),
};

export const BLOCK_UNCLEAR: LintCheck = {
  code: 'lint-block-unclear',
  means:
    'an ipBlock covers addresses of pods or nodes, and nobody documents whether the dataplane compares it with them',
  why: 'verdicts for these pods and nodes are unknown',
  mend: SELECTORS,
  find: ofEachBlock((block, { profile }, context) => {
    const pods = comparesWith('pods', block, profile) === 'unknown' ? context.podsInside(block) : [];
    const nodes =
      comparesWith('nodes', block, profile) === 'unknown' ? context.nodes.filter((node) => isInside(block, node)) : [];
    if (pods.length + nodes.length === 0) return [];
    const whom = pods.length > 0 ? `pods (${podsText(pods)})` : `nodes (${namesText(nodes.map(({ name }) => name))})`;
    return [
      {
        severity: 'medium',
        message: `ipBlock ${blockText(block)} covers ${whom}, and nobody documents whether ${profile.data.title} compares it with them`,
        mend: pods.length > 0 ? SELECTORS : NODES,
        evidence: { block: blockText(block), ...(pods.length > 0 ? podsEvidence(pods) : {}) },
      },
    ];
  }),
};
