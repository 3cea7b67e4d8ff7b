// Policy documents of every API into the canonical model.
import type { Diagnostic } from '../base/diagnostic.ts';
import { compareBy } from '../base/order.ts';
import {
  type Labels,
  NAMESPACE_NAME_LABEL,
  type Namespace,
  type PolicyDocument,
} from '../sources/kubernetes-objects.ts';
import { ADMIN_V1ALPHA1 } from './apis/admin-v1alpha1.ts';
import { CALICO } from './apis/calico.ts';
import { CILIUM } from './apis/cilium.ts';
import { CLUSTER_V1ALPHA2 } from './apis/cluster-v1alpha2.ts';
import { FOREIGN } from './apis/foreign.ts';
import { NETWORKING_V1 } from './apis/networking-v1-compile.ts';
import type { PolicyReader, PolicyReading } from './apis/policy-reader.ts';
import { STAGED } from './apis/staged.ts';
import { summarizePods } from './cluster-pods.ts';
import { duplicateDiagnostic } from './compile-diagnostics.ts';
import type { CompiledPolicies } from './compiled.ts';
import type { PodEndpoint } from './pod-match.ts';
import { buildTiers } from './tiers.ts';

export interface PolicyInput {
  readonly documents: readonly PolicyDocument[];
  readonly namespaces: readonly Namespace[];
  /** All pods of the cluster; absent where they are not known. */
  readonly pods?: readonly PodEndpoint[] | undefined;
}

/** The first that claims a document reads it; the last claims all. */
const READERS: readonly PolicyReader[] = [
  ADMIN_V1ALPHA1,
  CLUSTER_V1ALPHA2,
  CILIUM,
  CALICO,
  STAGED,
  FOREIGN,
  NETWORKING_V1,
];

export function compilePolicies({ documents, namespaces, pods }: PolicyInput): CompiledPolicies {
  const diagnostics: Diagnostic[] = [];
  const labels = new Map(namespaces.map((namespace) => [namespace.name, namespaceLabels(namespace)]));
  const readings = readAll(documents, labels, diagnostics);
  const byName = compareBy<{ readonly name: string }>((policy) => policy.name);
  const policies = readings.flatMap((reading) => reading.policies).sort(byName);
  return {
    policies,
    tiers: buildTiers(policies),
    unreadable: readings.flatMap((reading) => reading.unreadable).sort(byName),
    namespaces: labels,
    cluster: pods && summarizePods(pods),
    documents: documentsOf(readings),
    diagnostics,
  };
}

interface WrittenReading extends PolicyReading {
  readonly document: PolicyDocument;
}

/** The last of one name counts; a name that is not readable is shared with nobody. */
function readAll(
  documents: readonly PolicyDocument[],
  namespaces: CompiledPolicies['namespaces'],
  diagnostics: Diagnostic[],
): readonly WrittenReading[] {
  const readers = READERS.map(({ claims, prepare }) => ({ claims, read: prepare(documents, namespaces) }));
  const readings = new Map<string, WrittenReading>();
  for (const [index, document] of documents.entries()) {
    const { apiVersion, kind } = typeOf(document);
    const reading = readers.find(({ claims }) => claims(apiVersion, kind))?.read(document);
    if (reading === undefined) continue;
    diagnostics.push(...reading.diagnostics);
    if (reading.policies.length === 0 && reading.unreadable.length === 0) continue;
    const key = reading.name.includes('?') ? `${reading.name} ${index}` : reading.name;
    if (readings.has(key)) diagnostics.push(duplicateDiagnostic(document, key));
    readings.set(key, { ...reading, document });
  }
  return [...readings.values()];
}

function documentsOf(readings: readonly WrittenReading[]): CompiledPolicies['documents'] {
  return new Map(
    readings.flatMap(({ policies, unreadable, document }) =>
      [...policies, ...unreadable].map(({ name }) => [name, document] as const),
    ),
  );
}

function typeOf({ manifest }: PolicyDocument): { readonly apiVersion: string; readonly kind: string } {
  const text = (name: string) => {
    const value: unknown = typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { apiVersion: text('apiVersion'), kind: text('kind') };
}

function namespaceLabels(namespace: Namespace): Labels {
  return { ...namespace.labels, [NAMESPACE_NAME_LABEL]: namespace.name };
}
