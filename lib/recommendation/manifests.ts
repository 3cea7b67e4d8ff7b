// NetworkPolicies as plain data, keys in the order in which they are written.
import { compareText } from '../base/order.ts';
import type { Direction } from '../policy/model.ts';
import { NAMESPACE_NAME_LABEL, type TransportProtocol } from '../sources/kubernetes-objects.ts';
import type { Requirement } from './requirements.ts';

// Type aliases, not interfaces: they have to pass as plain records.
export type LabelExpression = {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
};

export type SelectorManifest = {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelExpression[];
};

export type PeerManifest =
  | { readonly namespaceSelector?: SelectorManifest; readonly podSelector?: SelectorManifest }
  | { readonly ipBlock: { readonly cidr: string } };

export type PortManifest = { readonly protocol: TransportProtocol; readonly port: number };

export type IngressRuleManifest = { readonly from?: readonly PeerManifest[]; readonly ports: readonly PortManifest[] };

export type EgressRuleManifest = { readonly to?: readonly PeerManifest[]; readonly ports: readonly PortManifest[] };

export type NetworkPolicyManifest = {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'NetworkPolicy';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly podSelector: SelectorManifest;
    readonly policyTypes: readonly ('Ingress' | 'Egress')[];
    readonly ingress?: readonly IngressRuleManifest[];
    readonly egress?: readonly EgressRuleManifest[];
  };
};

/** A rule before it is written; without `peers` it is for everybody. */
export interface Rule {
  readonly peers: readonly PeerManifest[] | undefined;
  readonly ports: readonly PortManifest[];
}

export interface PolicyDraft {
  readonly namespace: string;
  readonly name: string;
  readonly podSelector: SelectorManifest;
  readonly types: readonly Direction[];
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}

/** Lists without rules are left out: with the direction in `policyTypes` that means nothing is allowed. */
export function policyManifest(draft: PolicyDraft): NetworkPolicyManifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      name: draft.name,
      namespace: draft.namespace,
      labels: { 'app.kubernetes.io/managed-by': 'flowfence' },
    },
    spec: {
      podSelector: draft.podSelector,
      policyTypes: draft.types.map((type) => (type === 'ingress' ? 'Ingress' : 'Egress')),
      ...(draft.ingress.length > 0 && {
        ingress: draft.ingress.map(({ peers, ports }) => ({ ...(peers && { from: peers }), ports })),
      }),
      ...(draft.egress.length > 0 && {
        egress: draft.egress.map(({ peers, ports }) => ({ ...(peers && { to: peers }), ports })),
      }),
    },
  };
}

export function selectorManifest(requirements: readonly Requirement[]): SelectorManifest {
  const labels = requirements.flatMap((r) => (r.kind === 'equals' ? [[r.key, r.value] as const] : []));
  const expressions = requirements.flatMap((r) => (r.kind === 'equals' ? [] : [labelExpression(r)]));
  labels.sort(([left], [right]) => compareText(left, right));
  expressions.sort((left, right) => compareText(left.key, right.key) || compareText(left.operator, right.operator));
  return {
    ...(labels.length > 0 && { matchLabels: Object.fromEntries(labels) }),
    ...(expressions.length > 0 && { matchExpressions: expressions }),
  };
}

function labelExpression(requirement: Exclude<Requirement, { kind: 'equals' }>): LabelExpression {
  const { key } = requirement;
  switch (requirement.kind) {
    case 'does-not-exist':
      return { key, operator: 'DoesNotExist' };
    case 'exists':
      return { key, operator: 'Exists' };
    case 'not-in':
      return { key, operator: 'NotIn', values: requirement.values };
  }
}

/** Keys that the control plane sets on every namespace itself and nobody can take off. */
export function namespaceSelector(namespace: string): SelectorManifest {
  return { matchLabels: { [NAMESPACE_NAME_LABEL]: namespace } };
}

/** A rule names pods of its own namespace by their selector alone. */
export function podPeer(ruleNamespace: string, peerNamespace: string, podSelector: SelectorManifest): PeerManifest {
  return ruleNamespace === peerNamespace
    ? { podSelector }
    : { namespaceSelector: namespaceSelector(peerNamespace), podSelector };
}
