// networking.k8s.io/v1 into the canonical model: absent and empty are settled here, to the letter of the API.
import { HIGHEST_PORT, LOWEST_PORT } from '../../net/port-set.ts';
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import { notEvaluatedDiagnostic, policyDiagnostics, unreadableDiagnostics } from '../compile-diagnostics.ts';
import type {
  CompiledPeer,
  CompiledPolicy,
  CompiledPort,
  CompiledRule,
  CompiledSection,
  UnreadablePolicy,
} from '../compiled.ts';
import type { Direction } from '../model.ts';
import type { Selector } from '../selector.ts';
import { DEFAULT_ORDER, DEFAULT_TIER } from '../tiers.ts';
import { ALL_PODS, compileBlock, podsOfNamespace } from './compiled-parts.ts';
import { type NetworkPolicy, type PolicyRemains, readNetworkPolicy } from './networking-v1.ts';
import type { NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicyRule, SelectedPods } from './networking-v1-rule.ts';
import type { PolicyReader, PolicyReading } from './policy-reader.ts';

const DEFAULT_NAMESPACE = 'default';

/** Claims every document that no other reader does: what hides its kind may be a NetworkPolicy. */
export const NETWORKING_V1: PolicyReader = { claims: () => true, prepare: () => compileDocument };

function compileDocument(document: PolicyDocument): PolicyReading {
  const reading = readNetworkPolicy(document);
  switch (reading.kind) {
    case 'other':
      return { name: '?', policies: [], unreadable: [], diagnostics: [notEvaluatedDiagnostic(document, reading)] };
    case 'unreadable': {
      const policy = compileRemains(reading.remains);
      const diagnostics = unreadableDiagnostics(document, policy.name, reading.problems);
      return { name: policy.name, policies: [], unreadable: [policy], diagnostics };
    }
    case 'policy': {
      const policy = compilePolicy(reading.policy);
      const diagnostics = policyDiagnostics(document, policy, reading.policy);
      return { name: policy.name, policies: [policy], unreadable: [], diagnostics };
    }
  }
}

function compileRemains({ namespace, name, podSelector, directions }: PolicyRemains): UnreadablePolicy {
  const namespaceName = namespace === undefined ? undefined : (namespace.name ?? DEFAULT_NAMESPACE);
  const pods = podSelector ?? [];
  return {
    name: `${namespaceName ?? '?'}/${name ?? '?'}`,
    api: 'networking-v1',
    subjects: namespaceName === undefined ? { ...ALL_PODS, pods } : podsOfNamespace(namespaceName, pods),
    directions,
    reason: 'cannot be read',
  };
}

function compilePolicy(policy: NetworkPolicy): CompiledPolicy {
  const namespace = policy.namespace ?? DEFAULT_NAMESPACE;
  return {
    name: `${namespace}/${policy.name}`,
    api: 'networking-v1',
    namespace,
    subjects: podsOfNamespace(namespace, policy.podSelector),
    tier: DEFAULT_TIER,
    order: DEFAULT_ORDER,
    matching: 'all-rules',
    sections: {
      ingress: compileSection(policy, namespace, 'ingress'),
      egress: compileSection(policy, namespace, 'egress'),
    },
  };
}

function compileSection(policy: NetworkPolicy, namespace: string, direction: Direction): CompiledSection {
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
  const compiled = rules.map((rule, index) => compileRule(rule, namespace, `spec.${direction}[${index}]`));
  return { declared, isolates: declared, rules: compiled };
}

function compileRule(rule: NetworkPolicyRule, namespace: string, path: string): CompiledRule {
  // from, to: "If this field is empty or missing, this rule matches all sources." ports: "If this field is empty or
  // missing, this rule matches all ports (traffic not restricted by port)."
  const peers = (rule.peers ?? []).map((peer) => compilePeer(peer, namespace));
  const ports = (rule.ports ?? []).map(compilePort);
  return {
    action: 'allow',
    path,
    peers: peers.length === 0 ? { kind: 'all' } : { kind: 'some', peers },
    ports: ports.length === 0 ? { kind: 'all' } : { kind: 'some', ports },
  };
}

function compilePeer(peer: NetworkPolicyPeer, namespace: string): CompiledPeer {
  if (peer.kind === 'ip-block') return compileBlock(peer.cidr, peer.except, 'dataplane');
  const { namespaceSelector, podSelector } = peer;
  return {
    kind: 'pods',
    // "Otherwise it selects the pods matching podSelector in the policy's own namespace."
    namespaces:
      namespaceSelector === undefined ? { kind: 'own', namespace } : { kind: 'selected', selector: namespaceSelector },
    // "Otherwise it selects all pods in the namespaces selected by namespaceSelector."
    pods: podSelector ?? [],
    view: 'own',
    ...(podSelector === undefined ? { withoutPodSelector: true } : {}),
    ...(onlyExcludes(peer) ? { onlyExcludes: true } : {}),
  };
}

/** An empty namespaceSelector asks for a namespace, and none for the policy's own. */
function onlyExcludes({ namespaceSelector = [], podSelector = [] }: SelectedPods): boolean {
  const excludes = (part: Selector[number]) =>
    part.kind === 'label' && (part.operator === 'NotIn' || part.operator === 'DoesNotExist');
  return namespaceSelector.length > 0 && namespaceSelector.every(excludes) && podSelector.every(excludes);
}

function compilePort({ protocol = 'TCP', port, endPort }: NetworkPolicyPort): CompiledPort {
  if (typeof port === 'string') return { kind: 'name', protocol, name: port };
  // "If this field is not provided, this matches all port names and numbers."
  if (port === undefined) {
    return { kind: 'numbers', protocol, first: LOWEST_PORT, last: HIGHEST_PORT, range: false };
  }
  return { kind: 'numbers', protocol, first: port, last: endPort ?? port, range: endPort !== undefined };
}
