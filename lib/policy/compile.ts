// Policy documents into the canonical model: absent and empty are settled here, to the letter of the API.
import type { Diagnostic } from '../base/diagnostic.ts';
import { compareBy, compareText } from '../base/order.ts';
import { cidrsToSet, subtractAddressSets } from '../net/address-set.ts';
import { HIGHEST_PORT, LOWEST_PORT } from '../net/port-set.ts';
import {
  type Labels,
  NAMESPACE_NAME_LABEL,
  type Namespace,
  type PolicyDocument,
} from '../sources/kubernetes-objects.ts';
import { type NetworkPolicy, type PolicyRemains, readNetworkPolicy } from './apis/networking-v1.ts';
import type { NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicyRule } from './apis/networking-v1-rule.ts';
import { duplicateDiagnostic, policyDiagnostics, unreadableDiagnostics } from './compile-diagnostics.ts';
import type {
  CompiledPeer,
  CompiledPolicies,
  CompiledPolicy,
  CompiledPort,
  CompiledRule,
  CompiledSection,
  UnreadablePolicy,
} from './compiled.ts';

export interface PolicyInput {
  readonly documents: readonly PolicyDocument[];
  readonly namespaces: readonly Namespace[];
}

const DEFAULT_NAMESPACE = 'default';

interface Entry {
  readonly name: string;
  readonly result:
    | { readonly kind: 'policy'; readonly policy: CompiledPolicy }
    | { readonly kind: 'unreadable'; readonly policy: UnreadablePolicy };
}

export function compilePolicies({ documents, namespaces }: PolicyInput): CompiledPolicies {
  const diagnostics: Diagnostic[] = [];
  const entries = new Map<string, Entry>();
  for (const [index, document] of documents.entries()) {
    const entry = compileDocument(document, diagnostics);
    if (entry === undefined) continue;
    // A name that is not readable is shared with nobody.
    const key = entry.name.includes('?') ? `${entry.name} ${index}` : entry.name;
    if (entries.has(key)) diagnostics.push(duplicateDiagnostic(document, key));
    entries.set(key, entry);
  }
  const sorted = [...entries.values()].sort(compareBy((entry) => entry.name));
  const policies = sorted.flatMap(({ result }) => (result.kind === 'policy' ? result.policy : []));
  return {
    policies,
    byNamespace: groupByNamespace(policies),
    unreadable: sorted.flatMap(({ result }) => (result.kind === 'unreadable' ? result.policy : [])),
    namespaces: new Map(namespaces.map((namespace) => [namespace.name, namespaceLabels(namespace)])),
    diagnostics,
  };
}

function compileDocument(document: PolicyDocument, diagnostics: Diagnostic[]): Entry | undefined {
  const reading = readNetworkPolicy(document);
  switch (reading.kind) {
    case 'other': {
      const mend = 'leave it out, or expect verdicts that do not know of it';
      const { level, message } = reading;
      diagnostics.push({ code: 'policy-not-evaluated', level, message, place: document.place, mend });
      return undefined;
    }
    case 'unreadable': {
      const policy = compileRemains(reading.remains);
      diagnostics.push(...unreadableDiagnostics(document, policy.name, reading.problems));
      return { name: policy.name, result: { kind: 'unreadable', policy } };
    }
    case 'policy': {
      const policy = compilePolicy(reading.policy);
      diagnostics.push(...policyDiagnostics(document, policy, reading.policy));
      return { name: policy.name, result: { kind: 'policy', policy } };
    }
  }
}

function compileRemains({ namespace, name, podSelector, directions }: PolicyRemains): UnreadablePolicy {
  const namespaceName = namespace === undefined ? undefined : (namespace.name ?? DEFAULT_NAMESPACE);
  return {
    name: `${namespaceName ?? '?'}/${name ?? '?'}`,
    namespace: namespaceName,
    subjects: podSelector ?? [],
    directions,
  };
}

function compilePolicy(policy: NetworkPolicy): CompiledPolicy {
  const namespace = policy.namespace ?? DEFAULT_NAMESPACE;
  return {
    name: `${namespace}/${policy.name}`,
    namespace,
    subjects: policy.podSelector,
    sections: {
      ingress: compileSection(policy, namespace, 'ingress'),
      egress: compileSection(policy, namespace, 'egress'),
    },
  };
}

function compileSection(policy: NetworkPolicy, namespace: string, direction: 'ingress' | 'egress'): CompiledSection {
  // "If this field is empty then this NetworkPolicy does not allow any traffic (and serves solely to ensure that the
  // pods it selects are isolated by default)": an absent list and an empty one are the same.
  const rules = policy[direction] ?? [];
  const written = policy.policyTypes ?? [];
  // "If this field is not specified, it will default based on the existence of ingress or egress rules; policies that
  // contain an egress section are assumed to affect egress, and all policies (whether or not they contain an ingress
  // section) are assumed to affect ingress." The defaulting takes an empty policyTypes as unspecified and asks for at
  // least one egress rule.
  const byDefault = direction === 'ingress' || rules.length > 0;
  const declared = written.length === 0 ? byDefault : written.includes(direction);
  return { declared, rules: rules.map((rule) => compileRule(rule, namespace)) };
}

function compileRule(rule: NetworkPolicyRule, namespace: string): CompiledRule {
  // from, to: "If this field is empty or missing, this rule matches all sources." ports: "If this field is empty or
  // missing, this rule matches all ports (traffic not restricted by port)."
  const peers = (rule.peers ?? []).map((peer) => compilePeer(peer, namespace));
  const ports = (rule.ports ?? []).map(compilePort);
  return {
    peers: peers.length === 0 ? { kind: 'all' } : { kind: 'some', peers },
    ports: ports.length === 0 ? { kind: 'all' } : { kind: 'some', ports },
  };
}

function compilePeer(peer: NetworkPolicyPeer, namespace: string): CompiledPeer {
  if (peer.kind === 'ip-block') {
    const { cidr, except } = peer;
    return { kind: 'ip-block', cidr, except, addresses: subtractAddressSets(cidrsToSet([cidr]), cidrsToSet(except)) };
  }
  const { namespaceSelector, podSelector } = peer;
  return {
    kind: 'pods',
    // "Otherwise it selects the pods matching podSelector in the policy's own namespace."
    namespaces:
      namespaceSelector === undefined ? { kind: 'own', namespace } : { kind: 'selected', selector: namespaceSelector },
    // "Otherwise it selects all pods in the namespaces selected by namespaceSelector."
    pods: podSelector ?? [],
  };
}

function compilePort({ protocol = 'TCP', port, endPort }: NetworkPolicyPort): CompiledPort {
  if (typeof port === 'string') return { kind: 'name', protocol, name: port };
  // "If this field is not provided, this matches all port names and numbers."
  if (port === undefined) return { kind: 'numbers', protocol, first: LOWEST_PORT, last: HIGHEST_PORT };
  return { kind: 'numbers', protocol, first: port, last: endPort ?? port };
}

function namespaceLabels(namespace: Namespace): Labels {
  return { ...namespace.labels, [NAMESPACE_NAME_LABEL]: namespace.name };
}

function groupByNamespace(policies: readonly CompiledPolicy[]): ReadonlyMap<string, readonly CompiledPolicy[]> {
  const groups = new Map<string, CompiledPolicy[]>();
  for (const policy of policies) {
    const group = groups.get(policy.namespace);
    if (group === undefined) groups.set(policy.namespace, [policy]);
    else group.push(policy);
  }
  return new Map([...groups].sort(([left], [right]) => compareText(left, right)));
}
