// The labels of a pod as the selectors of each policy API see them.
import { type Labels, NAMESPACE_NAME_LABEL } from '../sources/kubernetes-objects.ts';
import type { LabelViewName } from './compiled.ts';
import type { PolicyEndpoint } from './model.ts';
import { type LabelView, ownLabels } from './selector.ts';

type PodEndpoint = Extract<PolicyEndpoint, { kind: 'pod' }>;

const CILIUM_NAMESPACE = 'io.kubernetes.pod.namespace';
const CILIUM_NAMESPACE_LABELS = 'io.cilium.k8s.namespace.labels.';
const CILIUM_SERVICE_ACCOUNT = 'io.cilium.k8s.policy.serviceaccount';
const CALICO_PREFIX = 'projectcalico.org/';

/** `namespaces`: labels of those that the snapshot lists. */
export function labelViewOf(pod: PodEndpoint, name: LabelViewName, namespaces: ReadonlyMap<string, Labels>): LabelView {
  const own = ownLabels(pod.labels);
  if (name === 'own') return own;
  return name === 'cilium' ? ciliumView(pod, own, namespaces) : calicoView(pod, own);
}

/** Labels that the agent derives beside the pod's own (docs.cilium.io, "Limit Identity-Relevant Labels"; layer 3 examples). */
function ciliumView(pod: PodEndpoint, own: LabelView, namespaces: ReadonlyMap<string, Labels>): LabelView {
  const namespace = namespaces.get(pod.namespace) ?? { [NAMESPACE_NAME_LABEL]: pod.namespace };
  const listed = namespaces.has(pod.namespace);
  const namespaceKey = (key: string) =>
    key.startsWith(CILIUM_NAMESPACE_LABELS) ? key.slice(CILIUM_NAMESPACE_LABELS.length) : undefined;
  return {
    valueOf: (key) => {
      if (key === CILIUM_NAMESPACE) return pod.namespace;
      if (key === CILIUM_SERVICE_ACCOUNT) return pod.serviceAccount;
      const ofNamespace = namespaceKey(key);
      if (ofNamespace === undefined) return own.valueOf(key);
      return Object.hasOwn(namespace, ofNamespace) ? namespace[ofNamespace] : undefined;
    },
    isKnown: (key) => {
      if (key === CILIUM_SERVICE_ACCOUNT) return pod.serviceAccount !== undefined;
      const ofNamespace = namespaceKey(key);
      return ofNamespace === undefined || listed || ofNamespace === NAMESPACE_NAME_LABEL;
    },
  };
}

/** "Special labels" of the NetworkPolicy resource page. */
function calicoView(pod: PodEndpoint, own: LabelView): LabelView {
  const special: Readonly<Record<string, string | undefined>> = {
    [`${CALICO_PREFIX}namespace`]: pod.namespace,
    [`${CALICO_PREFIX}orchestrator`]: 'k8s',
    [`${CALICO_PREFIX}serviceaccount`]: pod.serviceAccount,
  };
  return {
    valueOf: (key) => (Object.hasOwn(special, key) ? special[key] : own.valueOf(key)),
    isKnown: (key) => key !== `${CALICO_PREFIX}serviceaccount` || pod.serviceAccount !== undefined,
  };
}
