// The labels of a pod as the selectors of each policy API see them.
import { type Labels, NAMESPACE_NAME_LABEL } from '../sources/kubernetes-objects.ts';
import type { LabelViewName } from './compiled.ts';
import type { PolicyEndpoint } from './model.ts';
import { type LabelView, ownLabels, someLabels } from './selector.ts';

type PodEndpoint = Extract<PolicyEndpoint, { kind: 'pod' }>;

const CILIUM_NAMESPACE = 'io.kubernetes.pod.namespace';
const CILIUM_NAMESPACE_LABELS = 'io.cilium.k8s.namespace.labels.';
const CILIUM_SERVICE_ACCOUNT = 'io.cilium.k8s.policy.serviceaccount';
const CALICO_PREFIX = 'projectcalico.org/';
const CALICO_NAMESPACE_LABELS = 'pcns.';
const CALICO_SERVICE_ACCOUNT_LABELS = 'pcsa.';

/** `namespaces`: labels of those that the snapshot lists. */
export function labelViewOf(pod: PodEndpoint, name: LabelViewName, namespaces: ReadonlyMap<string, Labels>): LabelView {
  const own = ownLabels(pod.labels);
  if (name === 'own') return own;
  return name === 'cilium' ? ciliumView(pod, own, namespaces) : calicoView(pod, own, namespaces);
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

/**
 * Beside the pod's own labels: "projectcalico.org/namespace as the label name" (global network policy resource page),
 * and those of its namespace and of its service account under the prefixes that the conversion gives them.
 */
function calicoView(pod: PodEndpoint, own: LabelView, namespaces: ReadonlyMap<string, Labels>): LabelView {
  const special: Readonly<Record<string, string | undefined>> = {
    [`${CALICO_PREFIX}namespace`]: pod.namespace,
    [`${CALICO_PREFIX}orchestrator`]: 'k8s',
    [`${CALICO_PREFIX}serviceaccount`]: pod.serviceAccount,
    [`${CALICO_SERVICE_ACCOUNT_LABELS}${CALICO_PREFIX}name`]: pod.serviceAccount,
  };
  const ofNamespace = calicoNamespaceView(pod.namespace, namespaces);
  return {
    valueOf: (key) => {
      if (Object.hasOwn(special, key)) return special[key];
      return key.startsWith(CALICO_NAMESPACE_LABELS) ? ofNamespace.valueOf(key) : own.valueOf(key);
    },
    isKnown: (key) => {
      if (Object.hasOwn(special, key)) return special[key] !== undefined;
      if (key.startsWith(CALICO_SERVICE_ACCOUNT_LABELS)) return false;
      return !key.startsWith(CALICO_NAMESPACE_LABELS) || ofNamespace.isKnown(key);
    },
  };
}

/** Of a network set: `namespace` is undefined for one of the whole cluster, which has no labels but its own. */
export function calicoSetLabels(
  { namespace, labels }: { readonly namespace: string | undefined; readonly labels: Labels },
  namespaces: ReadonlyMap<string, Labels>,
): LabelView {
  const own = ownLabels(labels);
  if (namespace === undefined) return own;
  const ofNamespace = calicoNamespaceView(namespace, namespaces);
  return {
    valueOf: (key) => {
      if (key === `${CALICO_PREFIX}namespace`) return namespace;
      return key.startsWith(CALICO_NAMESPACE_LABELS) ? ofNamespace.valueOf(key) : own.valueOf(key);
    },
    isKnown: (key) => !key.startsWith(CALICO_NAMESPACE_LABELS) || ofNamespace.isKnown(key),
  };
}

/** Keys with the prefix, `projectcalico.org/name` being the namespace's name. */
function calicoNamespaceView(namespace: string, namespaces: ReadonlyMap<string, Labels>): LabelView {
  const listed = namespaces.get(namespace);
  const labels = { ...listed, [NAMESPACE_NAME_LABEL]: namespace, [`${CALICO_PREFIX}name`]: namespace };
  const view = listed === undefined ? someLabels(labels) : ownLabels(labels);
  const bare = (key: string) => key.slice(CALICO_NAMESPACE_LABELS.length);
  return { valueOf: (key) => view.valueOf(bare(key)), isKnown: (key) => view.isKnown(bare(key)) };
}
