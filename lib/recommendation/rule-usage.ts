// Every entry of every recommended rule with what it is for.
import { compareBy } from '../base/order.ts';
import type { Direction } from '../policy/model.ts';
import type { NetworkPolicyManifest, PeerManifest, PortManifest, SelectorManifest } from './manifests.ts';
import { policyName } from './policy-documents.ts';
import { portText } from './ports.ts';
import type { RuleUsage } from './recommendation.ts';
import type { PolicyAtom, Synthesis } from './synthesize.ts';

/** By policy, direction and rule, then in the order of the rule. */
export function describeUsage({ policies, atoms }: Synthesis): readonly RuleUsage[] {
  const observed = new Set(atoms.map(({ policy }) => policy));
  const base = policies.filter((manifest) => !observed.has(policyName(manifest)));
  const usage = [...atoms.map(observedUsage), ...base.flatMap(baseUsage)];
  return usage.sort(
    compareBy(
      ({ policy }) => policy,
      ({ direction }) => direction,
      ({ rule }) => rule,
    ),
  );
}

function observedUsage({ policy, direction, rule, peer, port, connections }: PolicyAtom): RuleUsage {
  const purpose = connections.length === 0 ? 'health-check' : 'observed';
  return { policy, direction, rule, peer, ports: portText(port), connections, purpose };
}

function baseUsage(manifest: NetworkPolicyManifest): readonly RuleUsage[] {
  const { spec } = manifest;
  const policy = policyName(manifest);
  const rules = [
    ...(spec.ingress ?? []).map(
      ({ from, ports }, rule) => ({ direction: 'ingress', rule, peers: from, ports }) as const,
    ),
    ...(spec.egress ?? []).map(({ to, ports }, rule) => ({ direction: 'egress', rule, peers: to, ports }) as const),
  ];
  return [...denials(manifest, policy), ...rules.flatMap((rule) => dnsUsage(policy, rule))];
}

/** A direction without rules is there to deny: said once for each. */
function denials({ spec }: NetworkPolicyManifest, policy: string): readonly RuleUsage[] {
  return spec.policyTypes.flatMap((type): RuleUsage[] => {
    const direction = type === 'Ingress' ? 'ingress' : 'egress';
    if (spec[direction] !== undefined) return [];
    return [{ policy, direction, rule: -1, peer: 'none', ports: 'none', connections: [], purpose: 'default-deny' }];
  });
}

interface BaseRule {
  readonly direction: Direction;
  readonly rule: number;
  readonly peers: readonly PeerManifest[] | undefined;
  readonly ports: readonly PortManifest[];
}

function dnsUsage(policy: string, { direction, rule, peers, ports }: BaseRule): readonly RuleUsage[] {
  const texts = peers?.map(peerText) ?? ['everybody'];
  return texts.flatMap((peer) =>
    ports.map((port): RuleUsage => {
      return { policy, direction, rule, peer, ports: portText(port), connections: [], purpose: 'dns' };
    }),
  );
}

/** `namespace kubernetes.io/metadata.name=kube-system, pods k8s-app=kube-dns`; an empty selector is `all`. */
function peerText(peer: PeerManifest): string {
  if ('ipBlock' in peer) return peer.ipBlock.cidr;
  const namespace = peer.namespaceSelector && `namespace ${selectorText(peer.namespaceSelector)}`;
  const pods = peer.podSelector && `pods ${selectorText(peer.podSelector)}`;
  return [namespace, pods].filter((part) => part !== undefined).join(', ');
}

function selectorText({ matchLabels = {}, matchExpressions = [] }: SelectorManifest): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => [key, operator, ...values].join(' '));
  return [...labels, ...expressions].join(' and ') || 'all';
}
