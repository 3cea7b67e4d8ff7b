// The objects of a generated cluster as an API server serves them, with a secret in every field that nothing needs.
import { generateCluster } from '../generator/cluster.ts';
import type { ApiObject, ServedResource } from './api-server.ts';

export const SECRET = 'hunter2-must-not-leave';

const KINDS: readonly (readonly [group: string, version: string, plural: string, kind: string])[] = [
  ['', 'v1', 'pods', 'Pod'],
  ['', 'v1', 'namespaces', 'Namespace'],
  ['', 'v1', 'nodes', 'Node'],
  ['', 'v1', 'services', 'Service'],
  ['discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice'],
  ['networking.k8s.io', 'v1', 'networkpolicies', 'NetworkPolicy'],
  ['apps', 'v1', 'replicasets', 'ReplicaSet'],
  ['batch', 'v1', 'jobs', 'Job'],
];

/** All objects of the newest snapshot of a generated cluster. */
export function clusterObjects(workloads = 12): readonly ApiObject[] {
  const { snapshots } = generateCluster({ seed: 7, profile: 'test', hours: 0.5, workloads, nodes: 3, damage: false });
  return (snapshots.at(-1)?.list.items ?? []) as readonly ApiObject[];
}

export function servedCluster(objects: readonly ApiObject[]): readonly ServedResource[] {
  return KINDS.map(([group, version, plural, kind]) => ({
    ...{ group, versions: [version], plural, kind },
    items: objects.filter((object) => object.kind === kind),
  }));
}

type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Fields whose names and values are the user's own: what is in them is read whole. */
const OWN: readonly string[] = ['labels', 'selector', 'matchLabels'];

/** A foreign field beside every field, at every depth, and the known hiding places of secrets. */
export function withSecrets(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withSecrets(item, name));
  if (!isRecord(value) || OWN.includes(name)) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, field]) => [key, withSecrets(field, key)]));
  return { ...inner, foreign: SECRET, nested: { value: [SECRET] }, ...(HIDING_PLACES[name] ?? {}) };
}

const HIDING_PLACES: Readonly<Record<string, Json>> = {
  metadata: { annotations: { 'last-applied-configuration': SECRET }, managedFields: [{ manager: SECRET }] },
  containers: {
    ...{ env: [{ name: 'PASSWORD', value: SECRET }], command: [SECRET], args: [SECRET] },
    readinessProbe: { httpGet: { port: 8080, path: `/${SECRET}`, httpHeaders: [{ name: 'x', value: SECRET }] } },
  },
};
