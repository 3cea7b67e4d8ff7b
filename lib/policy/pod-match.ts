// Whether a pod is among those that a peer or a policy names: its namespace, and its labels as the API sees them.
import { NAMESPACE_NAME_LABEL } from '../sources/kubernetes-objects.ts';
import { both, type Certainty, certaintyOf } from './certainty.ts';
import type { CompiledPods, CompiledPolicies, PeerNamespaces } from './compiled.ts';
import { labelViewOf } from './label-view.ts';
import type { PolicyEndpoint } from './model.ts';
import { matchSelector, ownLabels, someLabels } from './selector.ts';

export type PodEndpoint = Extract<PolicyEndpoint, { kind: 'pod' }>;

type NamespaceLabels = CompiledPolicies['namespaces'];

export function matchPods(wanted: CompiledPods, pod: PodEndpoint, namespaces: NamespaceLabels): Certainty {
  const namespace = matchNamespace(wanted.namespaces, pod.namespace, namespaces);
  if (namespace === 'no') return 'no';
  const labels = both(namespace, matchSelector(wanted.pods, labelViewOf(pod, wanted.view, namespaces)));
  return labels === 'yes' && wanted.beyond !== undefined ? 'unknown' : labels;
}

/** Of a namespace that the snapshot does not list only the name is known. */
function matchNamespace(wanted: PeerNamespaces, namespace: string, listed: NamespaceLabels): Certainty {
  if (wanted.kind === 'all') return 'yes';
  if (wanted.kind === 'own') return certaintyOf(wanted.namespace === namespace);
  const labels = listed.get(namespace);
  if (labels !== undefined) return matchSelector(wanted.selector, ownLabels(labels));
  return matchSelector(wanted.selector, someLabels({ [NAMESPACE_NAME_LABEL]: namespace }));
}
