// The cluster as the synthesis looks at it: workloads by id, who can be a policy's subject, which addresses are inside.
import type { Connection, Endpoint } from '../connections/connection.ts';
import { type Workload, workloadId } from '../identity/workload.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import { UPSTREAM } from '../policy/profiles/upstream.ts';
import type { Namespace, Node, PolicyDocument, Service } from '../sources/kubernetes-objects.ts';
import { nodeNamesByAddress } from './node-names.ts';
import { proofDataplane } from './proof-dataplane.ts';
import { standingDocuments } from './standing.ts';
import { findSubjects, type Subject } from './subjects.ts';
import { isSystemNamespace } from './system-namespaces.ts';

export interface Cluster {
  readonly workloads: ReadonlyMap<string, Workload>;
  /** Of every workload that a selector can name, system namespaces too. By namespace and id. */
  readonly subjects: readonly Subject[];
  readonly subjectOf: ReadonlyMap<string, Subject>;
  readonly namespaces: readonly Namespace[];
  readonly includeSystem: boolean;
  /** As the pods' dataplane reads policies, as if it enforced all of them: what the recommendation is written and proven for. */
  readonly dataplane: Dataplane;
  /** By address, in canonical text: what is a node, or a pod on its network. */
  readonly nodeNames: ReadonlyMap<string, string>;
  /** Policies of other APIs, which stay in force beside the recommended ones. */
  readonly standing: readonly PolicyDocument[];
  /** Of the newest snapshot. */
  readonly services: readonly Service[];
}

export interface ClusterInput {
  readonly workloads: readonly Workload[];
  readonly namespaces: readonly Namespace[];
  readonly includeSystem: boolean;
  /** The API text where none is given. */
  readonly dataplane?: Dataplane;
  readonly nodes?: readonly Pick<Node, 'name' | 'addresses'>[];
  readonly connections?: readonly Connection[];
  readonly services?: readonly Service[];
  readonly currentPolicies?: readonly PolicyDocument[];
}

export function describeCluster(input: ClusterInput): Cluster {
  const subjects = findSubjects(input.workloads);
  return {
    workloads: new Map(input.workloads.map((workload) => [workload.id, workload])),
    subjects,
    subjectOf: new Map(subjects.flatMap((subject) => subject.members.map((member) => [member.id, subject]))),
    namespaces: input.namespaces,
    includeSystem: input.includeSystem,
    dataplane: proofDataplane(input.dataplane ?? UPSTREAM),
    nodeNames: nodeNamesByAddress(input),
    standing: standingDocuments(input.currentPolicies ?? []),
    services: input.services ?? [],
  };
}

/** Whether policies are recommended for the namespace. */
export function isRecommended(cluster: Cluster, namespace: string): boolean {
  return cluster.includeSystem || !isSystemNamespace(namespace);
}

export function endpointWorkload(cluster: Cluster, endpoint: Endpoint): Workload | undefined {
  if (endpoint.kind !== 'workload') return undefined;
  const { namespace, workloadKind, name } = endpoint;
  return cluster.workloads.get(workloadId({ namespace, kind: workloadKind, name }));
}

/** The subject that selectors can name this side by, whether or not policies are written for it. */
export function endpointSubject(cluster: Cluster, endpoint: Endpoint): Subject | undefined {
  const workload = endpointWorkload(cluster, endpoint);
  return workload && cluster.subjectOf.get(workload.id);
}

/** The subject whose policies have to allow this side; undefined where none is written for it. */
export function policySubject(cluster: Cluster, endpoint: Endpoint): Subject | undefined {
  const subject = endpointSubject(cluster, endpoint);
  return subject && isRecommended(cluster, subject.namespace) ? subject : undefined;
}
