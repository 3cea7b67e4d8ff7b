// Whether a pod is among those that a peer or a policy names: its namespace, and its labels as the API sees them.
import { NAMESPACE_NAME_LABEL } from '../sources/kubernetes-objects.ts';
import { both, type Certainty, certaintyOf } from './certainty.ts';
import type { CompiledPods, CompiledPolicies, PeerNamespaces } from './compiled.ts';
import { labelViewOf } from './label-view.ts';
import type { PolicyEndpoint } from './model.ts';
import { type LabelView, matchSelector, ownLabels, someLabels } from './selector.ts';

export type PodEndpoint = Extract<PolicyEndpoint, { kind: 'pod' }>;

type NamespaceLabels = CompiledPolicies['namespaces'];

export function matchPods(wanted: CompiledPods, pod: PodEndpoint, namespaces: NamespaceLabels): Certainty {
  const namespace = matchNamespace(wanted.namespaces, pod.namespace, namespaces);
  if (namespace === 'no') return 'no';
  const labels = both(namespace, matchSelector(wanted.pods, labelViewOf(pod, wanted.view, namespaces)));
  return labels === 'yes' && wanted.beyond !== undefined ? 'unknown' : labels;
}

export function matchNamespace(wanted: PeerNamespaces, namespace: string, listed: NamespaceLabels): Certainty {
  if (wanted.kind === 'all') return 'yes';
  if (wanted.kind === 'own') return certaintyOf(wanted.namespace === namespace);
  return matchSelector(wanted.selector, namespaceView(namespace, listed));
}

/** Of a namespace that the snapshot does not list only the name is known. */
export function namespaceView(namespace: string, listed: NamespaceLabels): LabelView {
  const labels = listed.get(namespace);
  return labels === undefined ? someLabels({ [NAMESPACE_NAME_LABEL]: namespace }) : ownLabels(labels);
}
