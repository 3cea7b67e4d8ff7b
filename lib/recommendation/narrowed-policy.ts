// A recommended policy with only those peers that a question can be about, so that each entry is asked at the same price.
import type { CompiledPolicy } from '../policy/compiled.ts';
import type { Direction, PolicyQuery } from '../policy/model.ts';
import { ipBlockOf } from './dataplane-classes.ts';
import type { NetworkPolicyManifest } from './manifests.ts';
import { indexPeerPlaces, type PeerPlace, type PeersFor } from './peer-places.ts';
import { plainRules, policyName, withRules } from './policy-documents.ts';
import type { Proof } from './proof.ts';
import type { PolicyAtom } from './synthesize.ts';

/** `atom` as it stands in `manifest`. */
export interface PolicyPart {
  readonly manifest: NetworkPolicyManifest;
  readonly atom: PolicyAtom;
}

/** To the question the part is as the whole, with the entry and without it. Undefined where there is no such policy. */
export type Narrow = (atom: PolicyAtom, query: PolicyQuery) => PolicyPart | undefined;

export function makeNarrow({ manifests, policies, cluster }: Proof): Narrow {
  const written = new Map(manifests.map((manifest) => [policyName(manifest), manifest]));
  const compiled = new Map(policies.policies.map((policy) => [policy.name, policy]));
  const indexes = new Map<string, PeersFor | undefined>();
  const indexOf = ({ policy, direction }: PolicyAtom): PeersFor | undefined => {
    const key = `${direction} ${policy}`;
    if (indexes.has(key)) return indexes.get(key);
    const rules = declaredRules(compiled.get(policy), direction);
    const readsBlocks = cluster.dataplane.profiles.every((profile) => ipBlockOf(profile, direction) !== 'unknown');
    const { namespaces } = policies;
    const index = rules === undefined ? undefined : indexPeerPlaces(rules, { namespaces, readsBlocks });
    indexes.set(key, index);
    return index;
  };
  return (atom, query) => {
    const manifest = written.get(atom.policy);
    if (manifest === undefined) return undefined;
    const peersFor = indexOf(atom);
    if (peersFor === undefined) return { manifest, atom };
    return narrowed({ manifest, atom }, peersFor(atom.direction === 'egress' ? query.server : query.client));
  };
}

/** Where rules alone may isolate, none is left out. */
function declaredRules(policy: CompiledPolicy | undefined, direction: Direction) {
  const section = policy?.sections[direction];
  return section?.declared === true ? section.rules : undefined;
}

function narrowed({ manifest, atom }: PolicyPart, places: readonly PeerPlace[]): PolicyPart {
  const peersLeft = new Map<number, number[]>();
  for (const { rule, peer } of places) peersLeft.set(rule, [...(peersLeft.get(rule) ?? []), peer]);
  const left = plainRules(manifest, atom.direction).flatMap((rule, index) => {
    // No peers mean everybody.
    if (rule.peers.length === 0) return [{ rule, index }];
    const peers = peersLeft.get(index)?.flatMap((peer) => rule.peers[peer] ?? []) ?? [];
    return peers.length === 0 ? [] : [{ rule: { ...rule, peers }, index }];
  });
  const rules = left.map(({ rule }) => rule);
  const rule = left.findIndex(({ index }) => index === atom.rule);
  return { manifest: withRules(manifest, atom.direction, rules), atom: { ...atom, rule } };
}
