// Policies of APIs that are not evaluated, though a dataplane may enforce them: what they could touch is unknown.
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import { notEvaluatedPolicyDiagnostic } from '../compile-diagnostics.ts';
import type { PolicyApi } from '../compiled.ts';
import { ALL_PODS, podsOfNamespace } from './compiled-parts.ts';
import { type Cursor, propertyOf } from './manifest-reader.ts';
import type { PolicyReader, PolicyReading } from './policy-reader.ts';

interface ForeignKind {
  readonly api: PolicyApi;
  readonly group: string;
  readonly kind: string;
  /** A policy of a namespace has only its pods as subjects. */
  readonly scope: 'cluster' | 'namespace';
}

// Three groups have a ClusterNetworkPolicy, and only one of them is the network policy API's.
const KINDS: readonly ForeignKind[] = [
  { api: 'eks-cluster', group: 'networking.k8s.aws', kind: 'ClusterNetworkPolicy', scope: 'cluster' },
  { api: 'eks-cluster', group: 'networking.k8s.aws', kind: 'ApplicationNetworkPolicy', scope: 'namespace' },
  { api: 'antrea', group: 'crd.antrea.io', kind: 'ClusterNetworkPolicy', scope: 'cluster' },
  { api: 'antrea', group: 'crd.antrea.io', kind: 'NetworkPolicy', scope: 'namespace' },
  { api: 'ack-global', group: 'network.alibabacloud.com', kind: 'GlobalNetworkPolicy', scope: 'cluster' },
];

export const FOREIGN: PolicyReader = {
  claims: (apiVersion, kind) => foreignKind(apiVersion, kind) !== undefined,
  prepare: () => readForeign,
};

function foreignKind(apiVersion: unknown, kind: unknown): ForeignKind | undefined {
  const group = typeof apiVersion === 'string' ? apiVersion.split('/')[0] : undefined;
  return KINDS.find((one) => one.group === group && one.kind === kind);
}

function readForeign(document: PolicyDocument): PolicyReading {
  const root: Cursor = { value: document.manifest, path: '', problems: [] };
  const foreign = foreignKind(propertyOf(root, 'apiVersion').value, propertyOf(root, 'kind').value);
  if (foreign === undefined) throw new Error('asked to read a kind that the reader does not claim');
  const { api, group, kind, scope } = foreign;
  const metadata = propertyOf(root, 'metadata');
  const text = (field: string) => {
    const { value } = propertyOf(metadata, field);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const namespace = scope === 'namespace' ? text('namespace') : undefined;
  const qualified = scope === 'namespace' ? `${namespace ?? '?'}/${text('name') ?? '?'}` : (text('name') ?? '?');
  // In kubectl's notation, so that no two kinds give one name.
  const name = `${kind}.${group} ${qualified}`;
  const subjects = namespace === undefined ? ALL_PODS : podsOfNamespace(namespace, []);
  const unreadable = { name, api, subjects, directions: ['ingress', 'egress'], reason: 'is not evaluated' } as const;
  return { name, policies: [], unreadable: [unreadable], diagnostics: [notEvaluatedPolicyDiagnostic(document, name)] };
}
