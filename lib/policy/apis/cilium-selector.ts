// Reads Cilium's selectors: label selectors whose keys may name the source of the label, `k8s:app`, `reserved:host`.
import type { Requirement, Selector } from '../selector.ts';
import { readExpression, readLabelSelector } from './label-selector.ts';
import { type Cursor, checkFields, isAbsent, isObject, itemsOf, propertyOf, reportInvalid } from './manifest-reader.ts';

/**
 * One requirement. `pods`: on a label of Kubernetes; `unseen`: on one that is there only as the agent is configured;
 * `reserved`: on one of Cilium's own; `other`: of a source of which nothing is known.
 */
export interface CiliumTerm {
  readonly source: 'pods' | 'unseen' | 'reserved' | 'other';
  readonly requirement: Requirement;
}

export const NAMESPACE_LABEL = 'io.kubernetes.pod.namespace';
/** Every pod that Cilium manages carries the name of its cluster, which no snapshot has. */
const CLUSTER_LABEL = 'io.cilium.k8s.policy.cluster';

/**
 * docs.cilium.io, "Limiting Identity-Relevant Labels": "Cilium considers all labels to be relevant for identities, with
 * the following exceptions", which a setting can change. Patterns stand at the start of the key.
 */
const IGNORED_LABELS = [
  ...['io.kubernetes', 'kubernetes.io', 'beta.kubernetes.io', 'k8s.io'],
  ...['statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index'],
  ...['batch.kubernetes.io/job-completion-index', 'batch.kubernetes.io/controller-uid'],
  ...['pod-template-generation', 'pod-template-hash', 'controller-revision-hash', 'controller-uid'],
  ...['annotation', 'etcd_node'],
];

/** "All requirements are ANDed", as in metav1.LabelSelector, which they are. */
export function readCiliumSelector(cursor: Cursor): readonly CiliumTerm[] {
  if (!checkFields(cursor, ['matchLabels', 'matchExpressions'])) return [];
  const expressions = itemsOf(propertyOf(cursor, 'matchExpressions')) ?? [];
  return [...readMatchLabels(cursor), ...expressions.flatMap(readCiliumExpression)];
}

function readMatchLabels(selector: Cursor): readonly CiliumTerm[] {
  const cursor = propertyOf(selector, 'matchLabels');
  if (isAbsent(cursor)) return [];
  if (!isObject(cursor.value)) {
    reportInvalid(cursor, 'an object');
    return [];
  }
  return Object.entries(cursor.value).flatMap(([written, value]) => {
    const { source, key } = splitKey(written);
    const one = { ...selector, value: { matchLabels: Object.fromEntries([[key, value]]) } };
    return termsOf(source, readLabelSelector(one));
  });
}

function readCiliumExpression(item: Cursor): readonly CiliumTerm[] {
  const written = propertyOf(item, 'key').value;
  if (!isObject(item.value) || typeof written !== 'string') return termsOf('pods', readExpression(item));
  const { source, key } = splitKey(written);
  return termsOf(source, readExpression({ ...item, value: { ...item.value, key } }));
}

function termsOf(source: CiliumTerm['source'], selector: Selector): readonly CiliumTerm[] {
  return selector.flatMap((requirement): readonly CiliumTerm[] => {
    if (requirement.kind !== 'label') return [];
    if (source !== 'pods') return [{ source, requirement }];
    const { key, operator } = requirement;
    if (key === CLUSTER_LABEL && operator === 'Exists') return [];
    return [{ source: isUnseen(key) ? 'unseen' : 'pods', requirement }];
  });
}

function isUnseen(key: string): boolean {
  return key === CLUSTER_LABEL || (key !== NAMESPACE_LABEL && IGNORED_LABELS.some((start) => key.startsWith(start)));
}

/** "any" and a key without a source mean labels of every source; those of a pod are of the source "k8s". */
function splitKey(written: string): { readonly source: CiliumTerm['source']; readonly key: string } {
  const colon = written.indexOf(':');
  if (colon < 0) return { source: 'pods', key: written };
  const [source, key] = [written.slice(0, colon), written.slice(colon + 1)];
  if (source === 'k8s' || source === 'any') return { source: 'pods', key };
  return { source: source === 'reserved' ? 'reserved' : 'other', key };
}

/** Without what is unseen. No pod carries a reserved label, as no key of a pod's labels has a colon in it. */
export function selectorForPods(terms: readonly CiliumTerm[]): Selector {
  return terms.flatMap(({ source, requirement }) => {
    if (source === 'unseen' || source === 'other') return [];
    return [source === 'pods' ? requirement : { ...requirement, key: `reserved:${requirement.key}` }];
  });
}

/** What a pod that the rest selects would have to have besides. */
export function unseenBy(terms: readonly CiliumTerm[]): string | undefined {
  if (terms.some(({ source }) => source === 'other')) return 'labels of a source other than Kubernetes';
  const unseen = terms.find(({ source }) => source === 'unseen');
  return unseen === undefined ? undefined : `the label ${unseen.requirement.key}, if the agent keeps it`;
}
