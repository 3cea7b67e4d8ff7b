// The report as the views need it: everything has an id that a link can name, and what belongs together is found by it.
import { compareText, uniqueSorted } from '../../base/order.ts';
import { type Endpoint, endpointKey } from '../../connections/connection.ts';
import { connectionKey } from '../../recommendation/connection-key.ts';
import type { Finding, ReportConnection, ReportDocument, ReportWorkload, RuleUsage } from '../../report/document.ts';
import { connectionText, endpointText } from '../../report/endpoint-text.ts';
import { type VerdictClass, verdictClass } from '../../report/verdict-class.ts';
import { type ModelPolicy, modelPolicies } from './model-policies.ts';

/** One side of connections, each once. */
export interface ModelEndpoint {
  /** As `endpointKey` writes it: `workload shop/Deployment/api`. */
  readonly id: string;
  /** For people: `shop/api`. */
  readonly text: string;
  readonly endpoint: Endpoint;
  /** Of workloads and services; the empty text for nodes and addresses. */
  readonly namespace: string;
  /** Of a workload that the report lists. */
  readonly workload?: ReportWorkload;
}

export interface ModelConnection {
  /** `workload shop/Deployment/web -> workload shop/Deployment/api TCP/8080`, as `ruleUsage.connections` names it. */
  readonly id: string;
  /** In the order of the report, from 0. */
  readonly position: number;
  /** For people: `shop/web -> shop/api TCP/8080`. */
  readonly text: string;
  readonly client: ModelEndpoint;
  readonly server: ModelEndpoint;
  /** Under the current policies, and under the recommended ones. */
  readonly current: VerdictClass;
  readonly recommended: VerdictClass;
  readonly observed: ReportConnection;
}

export interface Model {
  readonly document: ReportDocument;
  /** In the order of the report. */
  readonly connections: readonly ModelConnection[];
  readonly connectionById: ReadonlyMap<string, ModelConnection>;
  /** Sides of connections and workloads without any, by id. */
  readonly endpoints: readonly ModelEndpoint[];
  readonly endpointById: ReadonlyMap<string, ModelEndpoint>;
  /** Connections of an endpoint on either side, in the order of the report. */
  readonly connectionsOf: ReadonlyMap<string, readonly ModelConnection[]>;
  /** Of workloads, services and policies; sorted. */
  readonly namespaces: readonly string[];
  /** In the order of the report. */
  readonly currentPolicies: readonly ModelPolicy[];
  readonly recommendedPolicies: readonly ModelPolicy[];
  /** By `namespace/name`. */
  readonly currentPolicyByName: ReadonlyMap<string, ModelPolicy>;
  readonly recommendedPolicyByName: ReadonlyMap<string, ModelPolicy>;
  /** By the `namespace/name` of the recommended policy, in the order of the report. */
  readonly usageOf: ReadonlyMap<string, readonly RuleUsage[]>;
  /** By severity, kind, subject: the order of the report. */
  readonly findings: readonly Finding[];
}

export function buildModel(document: ReportDocument): Model {
  const endpointById = indexEndpoints(document);
  const connections = modelConnections(document.connections, endpointById);
  const currentPolicies = modelPolicies(document.policies.current);
  const recommendedPolicies = modelPolicies(document.policies.recommended);
  const endpoints = [...endpointById.values()].sort((left, right) => compareText(left.id, right.id));
  const policies = [...currentPolicies, ...recommendedPolicies];
  return {
    document,
    connections,
    connectionById: new Map(connections.map((connection) => [connection.id, connection])),
    endpoints,
    endpointById,
    connectionsOf: connectionsByEndpoint(connections),
    namespaces: uniqueSorted(
      [...endpoints, ...policies].map(({ namespace }) => namespace).filter((name) => name !== ''),
    ),
    currentPolicies,
    recommendedPolicies,
    currentPolicyByName: new Map(currentPolicies.map((policy) => [policy.id, policy])),
    recommendedPolicyByName: new Map(recommendedPolicies.map((policy) => [policy.id, policy])),
    usageOf: groupedBy(document.ruleUsage, ({ policy }) => [policy]),
    findings: document.findings,
  };
}

/** In the order of the items; an item is once in each of its groups. */
export function groupedBy<T>(
  items: readonly T[],
  keysOf: (item: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const key of new Set(keysOf(item))) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [item]);
      else group.push(item);
    }
  }
  return groups;
}

function indexEndpoints(document: ReportDocument): ReadonlyMap<string, ModelEndpoint> {
  const byId = new Map<string, ModelEndpoint>();
  for (const workload of document.workloads) {
    const { namespace, kind, name } = workload;
    const added = modelEndpoint({ kind: 'workload', namespace, workloadKind: kind, name });
    byId.set(added.id, { ...added, workload });
  }
  for (const endpoint of document.connections.flatMap(({ client, server }) => [client, server])) {
    const id = endpointKey(endpoint);
    if (!byId.has(id)) byId.set(id, modelEndpoint(endpoint));
  }
  return byId;
}

function modelEndpoint(endpoint: Endpoint): ModelEndpoint {
  const namespace = endpoint.kind === 'workload' || endpoint.kind === 'service' ? endpoint.namespace : '';
  return { id: endpointKey(endpoint), text: endpointText(endpoint), endpoint, namespace };
}

/** A damaged report may name a connection twice: later ones get a number, so that ids stay ids. */
function modelConnections(
  observed: readonly ReportConnection[],
  endpoints: ReadonlyMap<string, ModelEndpoint>,
): readonly ModelConnection[] {
  const seen = new Map<string, number>();
  return observed.map((connection, position) => {
    const key = connectionKey(connection);
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return {
      id: times === 1 ? key : `${key} #${times}`,
      position,
      text: connectionText(connection),
      client: endpoints.get(endpointKey(connection.client)) ?? modelEndpoint(connection.client),
      server: endpoints.get(endpointKey(connection.server)) ?? modelEndpoint(connection.server),
      current: verdictClass(connection, connection.verdicts.current),
      recommended: verdictClass(connection, connection.verdicts.recommended),
      observed: connection,
    };
  });
}

function connectionsByEndpoint(
  connections: readonly ModelConnection[],
): ReadonlyMap<string, readonly ModelConnection[]> {
  return groupedBy(connections, ({ client, server }) => [client.id, server.id]);
}
