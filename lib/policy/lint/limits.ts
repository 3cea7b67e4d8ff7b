// Numbers that a dataplane bears: policies, port entries for one peer, blocks in one policy.
import { formatCidr } from '../../net/cidr.ts';
import type { CompiledPeer, CompiledPolicy, CompiledRule } from '../compiled.ts';
import { describePeer } from '../describe.ts';
import type { Profile } from '../profiles/profile.ts';
import type { Found } from './finding.ts';
import { type LintCheck, ofEachPolicy } from './lint-check.ts';
import { canonicalText } from './lint-context.ts';
import { blocksOf, DIRECTIONS, portsOf, writtenRules } from './rule-sites.ts';

const FEWER = 'join policies that select the same pods';

export const TOO_MANY_POLICIES: LintCheck = {
  code: 'lint-too-many-policies',
  means: 'the cluster has as many policies as the dataplane is said to bear, or more',
  why: 'beyond that, rules take long to arrive, and troubles are hard to find',
  mend: FEWER,
  find: ({ policies, dataplane }) => {
    const found = dataplane.profiles.flatMap(({ name, apis, data }): readonly (readonly [string, Found])[] => {
      const limit = data.limits.policies;
      const count = policies.policies.filter(({ api }) => apis[api] !== 'not-enforced').length;
      if (limit === undefined || count < limit.is) return [];
      const message = `the cluster has ${count} policies, and ${data.title} should have fewer than ${limit.is}`;
      const evidence = { policies: count, limit: limit.is, source: limit.source };
      return [[name, { subject: name, severity: 'medium', message, mend: FEWER, evidence }]];
    });
    return [...new Map(found).values()];
  },
};

const FEWER_PORTS = 'join ports to ranges (endPort), or leave the ports out';

export const TOO_MANY_PORTS: LintCheck = {
  code: 'lint-too-many-ports',
  means: 'a policy has more port entries for one peer than the dataplane takes',
  why: 'entries beyond the limit are dropped: connections that the policy allows are blocked',
  mend: FEWER_PORTS,
  find: ofEachPolicy((policy, context) =>
    limited(context.profilesFor(policy), 'portsPerPeer').flatMap(({ limit, title, source }) =>
      crowdedPeers(policy, limit).map(({ peer, count }) => ({
        severity: 'high' as const,
        message: `${peer} has ${count} port entries, and ${title} takes ${limit}`,
        mend: FEWER_PORTS,
        evidence: { count, limit, source },
      })),
    ),
  ),
};

const FEWER_BLOCKS = 'join blocks, or split the policy';

export const TOO_MANY_BLOCKS: LintCheck = {
  code: 'lint-too-many-blocks',
  means: 'a policy has more ipBlocks than the dataplane should have in one',
  why: 'the vendor warns that the agent may restart and enforce nothing for a while',
  mend: FEWER_BLOCKS,
  find: ofEachPolicy((policy, context) =>
    limited(context.profilesFor(policy), 'blocksPerPolicy').flatMap(({ limit, title, source }) => {
      const blocks = writtenRules(policy).flatMap(({ rule }) => blocksOf(rule));
      const count = new Set(blocks.map(({ cidr, except }) => [cidr, ...except].map(formatCidr).join(' '))).size;
      if (count <= limit) return [];
      const message = `has ${count} blocks, and ${title} should have at most ${limit} in a policy`;
      return [{ severity: 'medium', message, mend: FEWER_BLOCKS, evidence: { count, limit, source } }];
    }),
  ),
};

function limited(profiles: readonly Profile[], which: 'portsPerPeer' | 'blocksPerPolicy') {
  return profiles.flatMap(({ data }) => {
    const limit = data.limits[which];
    return limit === undefined ? [] : [{ limit: limit.is, source: limit.source, title: data.title }];
  });
}

/** Over all rules of a direction, each entry once. */
function crowdedPeers(
  { sections }: CompiledPolicy,
  limit: number,
): readonly { readonly peer: string; readonly count: number }[] {
  return DIRECTIONS.flatMap((direction) => {
    const entries = new Map<string, Set<string>>();
    for (const rule of sections[direction].rules) {
      for (const peer of peersOf(rule)) {
        const key = describePeer(peer);
        const known = entries.get(key) ?? new Set();
        for (const port of portsOf(rule)) known.add(canonicalText(port));
        entries.set(key, known);
      }
    }
    return [...entries].flatMap(([peer, { size }]) => (size > limit ? [{ peer, count: size }] : []));
  });
}

function peersOf({ peers }: CompiledRule): readonly CompiledPeer[] {
  return peers.kind === 'all' ? [{ kind: 'everything' }] : peers.peers;
}
