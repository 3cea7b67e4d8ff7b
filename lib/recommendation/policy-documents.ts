// Recommended manifests as the evaluator reads them, whole or with one entry taken out.

import { compilePolicies, type PolicyInput } from '../policy/compile.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import type { Direction } from '../policy/model.ts';
import type { Namespace, PolicyDocument } from '../sources/kubernetes-objects.ts';
import type { NetworkPolicyManifest, PeerManifest, PortManifest, SelectorManifest } from './manifests.ts';
import type { PolicyAtom } from './synthesize.ts';

export function policyName({ metadata }: NetworkPolicyManifest): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** `more`: policies of other APIs to be read with them, and all pods, which some dataplanes go by. */
export function compileManifests(
  manifests: readonly NetworkPolicyManifest[],
  namespaces: readonly Namespace[],
  { standing = [], pods }: { readonly standing?: readonly PolicyDocument[]; readonly pods?: PolicyInput['pods'] } = {},
): CompiledPolicies {
  const recommended = manifests.map((manifest) => ({
    place: { source: `recommended ${policyName(manifest)}` },
    manifest,
  }));
  return compilePolicies({ documents: [...recommended, ...standing], namespaces, pods });
}

/** `peers`: none for everybody. */
export interface PlainRule {
  readonly peers: readonly PeerManifest[];
  readonly ports: readonly PortManifest[];
}

export function plainRules({ spec }: NetworkPolicyManifest, direction: Direction): readonly PlainRule[] {
  return direction === 'ingress'
    ? (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from ?? [], ports }))
    : (spec.egress ?? []).map(({ to, ports }) => ({ peers: to ?? [], ports }));
}

export function withRules(
  manifest: NetworkPolicyManifest,
  direction: Direction,
  rules: readonly PlainRule[],
): NetworkPolicyManifest {
  const written =
    direction === 'ingress'
      ? { ingress: rules.map(({ peers, ports }) => ({ from: peers, ports })) }
      : { egress: rules.map(({ peers, ports }) => ({ to: peers, ports })) };
  return { ...manifest, spec: { ...manifest.spec, ...written } };
}

/** The policy without that one peer × port: the rule falls into its other peers, and this peer's other ports. */
export function withoutAtom(manifest: NetworkPolicyManifest, atom: PolicyAtom): NetworkPolicyManifest {
  const rules = plainRules(manifest, atom.direction);
  const left = rules.flatMap((rule, index) => (index === atom.rule ? split(rule, atom) : [rule]));
  return withRules(manifest, atom.direction, left);
}

/** Without the parts that are left with no peer or no port: an empty list would mean everybody and everything. */
function split({ peers, ports }: PlainRule, { peerManifest, port: own }: PolicyAtom): PlainRule[] {
  const otherPorts = ports.filter((port) => !same(port, own));
  if (peerManifest === undefined) return otherPorts.length === 0 ? [] : [{ peers, ports: otherPorts }];
  const parts = [
    { peers: peers.filter((peer) => !same(peer, peerManifest)), ports },
    { peers: [peerManifest], ports: otherPorts },
  ];
  return parts.filter((part) => part.peers.length > 0 && part.ports.length > 0);
}

function same(left: PeerManifest | PortManifest, right: PeerManifest | PortManifest): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Every label key that a selector of the manifests looks at: pods that agree on these are alike to them. */
export function selectorKeys(manifests: readonly NetworkPolicyManifest[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { spec } of manifests) {
    addKeys(keys, spec.podSelector);
    const peers = [
      ...(spec.ingress ?? []).flatMap(({ from }) => from ?? []),
      ...(spec.egress ?? []).flatMap(({ to }) => to ?? []),
    ];
    for (const peer of peers) if (!('ipBlock' in peer)) addKeys(keys, peer.podSelector);
  }
  return keys;
}

function addKeys(keys: Set<string>, selector: SelectorManifest = {}): void {
  for (const key of Object.keys(selector.matchLabels ?? {})) keys.add(key);
  for (const { key } of selector.matchExpressions ?? []) keys.add(key);
}
