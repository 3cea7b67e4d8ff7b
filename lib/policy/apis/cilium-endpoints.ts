// From Cilium's selectors to the pods that a policy is about, and to the endpoints that a rule names.
import type { CompiledPeer, CompiledPods } from '../compiled.ts';
import { EVERY_POD, entityPeer, undecided } from './cilium-entities.ts';
import { type CiliumTerm, NAMESPACE_LABEL, selectorForPods, unseenBy } from './cilium-selector.ts';

/** The namespace of a CiliumNetworkPolicy; undefined: a CiliumClusterwideNetworkPolicy. */
export type CiliumScope = string | undefined;

const NAMESPACE_LABELS_PREFIX = 'io.cilium.k8s.namespace.labels.';

/** "The endpointSelector always applies to pods in the namespace associated with the CiliumNetworkPolicy resource." */
export function compileSubjects(terms: readonly CiliumTerm[], scope: CiliumScope): CompiledPods {
  return selectPods(terms, scope);
}

export function compileEndpoints(terms: readonly CiliumTerm[], scope: CiliumScope): CompiledPeer {
  if (terms.some(({ source }) => source === 'other')) return undecided(unseenBy(terms) ?? '', 'anything');
  if (terms.some(({ source }) => source === 'reserved')) return compileReserved(terms);
  const named = compileNamed(terms, scope);
  return mayNameMore(terms, scope) ? withOthers(named, 'a selector of namespaces that only excludes') : named;
}

function compileNamed(terms: readonly CiliumTerm[], scope: CiliumScope): CompiledPeer {
  const keys = terms.map(({ requirement }) => requirement.key);
  // In a clusterwide policy an empty selector still means pods only, not the world (utils.go, getEndpointSelector).
  if (scope === undefined || keys.includes(NAMESPACE_LABEL)) return selectPods(terms, undefined);
  if (keys.some((key) => key.startsWith(NAMESPACE_LABELS_PREFIX))) return compileNamespaceLabels(terms, scope);
  return selectPods(terms, scope);
}

/**
 * "The k8s prefix must not be added to reserved labels" (utils.go): such a selector is not held to a namespace. One that
 * asks for a single reserved label is that entity; nodes and outside addresses have reserved labels that we do not model.
 */
function compileReserved(terms: readonly CiliumTerm[]): CompiledPeer {
  const [first] = terms;
  if (first !== undefined && terms.length === 1 && asksForPresence(first)) {
    const name = first.requirement.key;
    return (name === 'all' ? undefined : entityPeer(name)) ?? undecided(`the reserved label ${name}`, 'anything');
  }
  return withOthers(selectPods(terms, undefined), 'reserved labels');
}

/** Nodes and outside addresses may be meant as well. */
function withOthers(pods: CompiledPeer, beyond: string): CompiledPeer {
  return { kind: 'any-of', peers: [pods, { kind: 'nodes', which: 'any', beyond }, undecided(beyond)] };
}

/**
 * "Certain network policies may inadvertently select non-Endpoint identities": where a selector says which namespaces,
 * the agent adds none, and what only excludes also holds for host and world, which have no such label. Whether it then
 * adds the cluster turns on the version and a setting (cilium/cilium#46949).
 */
function mayNameMore(terms: readonly CiliumTerm[], scope: CiliumScope): boolean {
  const saysNamespaces = terms.some(({ requirement: { key } }) => {
    return key === NAMESPACE_LABEL || (scope !== undefined && key.startsWith(NAMESPACE_LABELS_PREFIX));
  });
  const excludes = ({ requirement: { operator } }: CiliumTerm) => operator === 'NotIn' || operator === 'DoesNotExist';
  return saysNamespaces && terms.every(excludes);
}

function asksForPresence({ requirement: { operator, values } }: CiliumTerm): boolean {
  return operator === 'Exists' || (operator === 'In' && values.has(''));
}

/**
 * "io.cilium.k8s.namespace.labels will be ignored in CiliumNetworkPolicy resources" (docs.cilium.io, Kubernetes
 * constructs): that leaves the own namespace. The agent's code takes them as the choice of namespaces, as in a
 * clusterwide policy. Sure is what both say.
 */
function compileNamespaceLabels(terms: readonly CiliumTerm[], scope: string): CompiledPeer {
  const asCode = selectPods(terms, undefined);
  const others = terms.filter(({ requirement }) => !requirement.key.startsWith(NAMESPACE_LABELS_PREFIX));
  const asText = selectPods(others, scope);
  const either: CompiledPeer = { kind: 'any-of', peers: [asCode, asText] };
  const disputed = undecided('labels of namespaces in a namespaced policy', 'anything');
  return {
    kind: 'any-of',
    peers: [
      { kind: 'all-of', peers: [asCode, asText] },
      { kind: 'all-of', peers: [either, disputed] },
    ],
  };
}

function selectPods(terms: readonly CiliumTerm[], scope: CiliumScope): CompiledPods {
  const beyond = unseenBy(terms);
  return {
    ...EVERY_POD,
    ...(scope === undefined ? {} : { namespaces: { kind: 'own', namespace: scope } }),
    pods: selectorForPods(terms),
    ...(beyond === undefined ? {} : { beyond }),
  };
}
