// One policy as several that together allow the same, where a dataplane should not have many ipBlocks in one.
import type { Cluster } from './cluster.ts';
import { profilesOf } from './dataplane-classes.ts';
import type { PeerManifest } from './manifests.ts';
import type { RuleAtom, RuleList } from './rules.ts';
import type { Subject } from './subjects.ts';

/** Both directions of one policy. */
export interface RuleLists {
  readonly ingress: RuleList;
  readonly egress: RuleList;
}

/** The least of the dataplanes of the subject's pods; undefined where none is documented. */
export function blockLimit(subject: Subject, cluster: Cluster): number | undefined {
  const limits = profilesOf(subject, cluster).flatMap(({ data }) => data.limits.blocksPerPolicy?.is ?? []);
  return limits.length === 0 ? undefined : Math.min(...limits);
}

/** Policies add up, so that it does not matter in which of them a peer is. The first has all peers that are no blocks. */
export function splitBlocks(lists: RuleLists, limit: number | undefined): readonly RuleLists[] {
  const blocks = blocksOf(lists);
  if (limit === undefined || blocks.length <= limit) return [lists];
  const parts = new Map(blocks.map((block, index) => [block, Math.floor(index / limit)]));
  const partOf = (peer: PeerManifest | undefined) => {
    return peer !== undefined && 'ipBlock' in peer ? (parts.get(peer.ipBlock.cidr) ?? 0) : 0;
  };
  const count = Math.ceil(blocks.length / limit);
  return Array.from({ length: count }, (_none, part) => ({
    ingress: partOfList(lists.ingress, (peer) => partOf(peer) === part),
    egress: partOfList(lists.egress, (peer) => partOf(peer) === part),
  }));
}

/** In the order of the rules, ingress first; each once. */
function blocksOf({ ingress, egress }: RuleLists): readonly string[] {
  const peers = [...ingress.rules, ...egress.rules].flatMap((rule) => rule.peers ?? []);
  return [...new Set(peers.flatMap((peer) => ('ipBlock' in peer ? [peer.ipBlock.cidr] : [])))];
}

function partOfList({ rules, atoms }: RuleList, isIn: (peer: PeerManifest | undefined) => boolean): RuleList {
  const numbers = new Map<number, number>();
  const kept = rules.flatMap((rule, index) => {
    const peers = rule.peers?.filter(isIn);
    if (peers === undefined ? !isIn(undefined) : peers.length === 0) return [];
    numbers.set(index, numbers.size);
    return [{ ...rule, peers }];
  });
  return {
    rules: kept,
    atoms: atoms.flatMap((atom): readonly RuleAtom[] => {
      const rule = numbers.get(atom.rule);
      return rule === undefined || !isIn(atom.peerManifest) ? [] : [{ ...atom, rule }];
    }),
  };
}
