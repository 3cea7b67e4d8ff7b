// Short ways to say what a snapshot shows. Only types come from lib.
import type { Controller, Node, OwnerReference, Pod, Service, Snapshot } from '../../lib/sources/kubernetes-objects.ts';

interface MetaChanges {
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly owner?: OwnerReference;
  readonly creationSeconds?: number;
  readonly deletionSeconds?: number;
}

function metaOf(changes: MetaChanges): Pod['meta'] {
  const { namespace = 'shop', name = 'web', labels = {} } = changes;
  return {
    namespace,
    name,
    uid: changes.uid ?? `uid of ${namespace}/${name}`,
    labels,
    owner: changes.owner,
    creationSeconds: changes.creationSeconds,
    deletionSeconds: changes.deletionSeconds,
  };
}

export function owner(kind: string, name: string): OwnerReference {
  return { apiVersion: 'v1', kind, name, uid: `uid of ${kind} ${name}` };
}

/** A running pod of nobody with the address 10.0.0.1 that started at second 100, unless said otherwise. */
export function pod(changes: MetaChanges & Partial<Omit<Pod, 'meta'>> = {}): Pod {
  const { namespace, name, uid, labels, owner: ownedBy, creationSeconds, deletionSeconds, ...rest } = changes;
  return {
    meta: metaOf(changes),
    nodeName: 'node-1',
    hostNetwork: false,
    phase: 'Running',
    addresses: ['10.0.0.1'],
    hostAddresses: [],
    startSeconds: 100,
    finishedSeconds: undefined,
    ports: [],
    probePorts: [],
    ...rest,
  };
}

export function controller(kind: string, name: string, ownedBy?: OwnerReference): Controller {
  const meta = metaOf({ name, uid: `uid of ${kind} ${name}` });
  return { kind, meta: { ...meta, owner: ownedBy } };
}

export function node(changes: Partial<Node> = {}): Node {
  return { name: 'node-1', labels: {}, addresses: ['10.0.0.9'], podCidrs: [], creationSeconds: undefined, ...changes };
}

export function service(changes: MetaChanges & Partial<Omit<Service, 'meta'>> = {}): Service {
  return {
    meta: metaOf(changes),
    type: 'ClusterIP',
    selector: changes.selector,
    clusterAddresses: changes.clusterAddresses ?? [],
    externalAddresses: changes.externalAddresses ?? [],
    ports: changes.ports ?? [],
  };
}

export function snapshot(timeSeconds: number, changes: Partial<Snapshot> = {}): Snapshot {
  return {
    source: `${timeSeconds}.json`,
    timeSeconds,
    pods: [],
    namespaces: [],
    nodes: [],
    services: [],
    endpointSlices: [],
    controllers: [],
    policies: [],
    ...changes,
  };
}

/** Shows that the export works, where the pods of interest are gone. */
export const BYSTANDER = pod({ namespace: 'other', name: 'bystander', addresses: ['10.9.9.9'], startSeconds: 0 });
