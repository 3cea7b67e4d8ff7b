// Successive snapshots hold mostly the same objects: what is equal is kept once, so that memory grows with what changes.
import { isEqual } from '../base/equal.ts';
import type {
  Controller,
  EndpointSlice,
  Namespace,
  Node,
  Pod,
  Service,
  Snapshot,
} from '../sources/kubernetes-objects.ts';

type Named = { readonly meta: { readonly namespace: string; readonly name: string } } | { readonly name: string };

/** Gives each snapshot back with the objects of the ones before in place of equal ones; contents and order stay. */
export function makeSharing(): (snapshot: Snapshot) => Snapshot {
  const pods = makeListSharing<Pod>(nameOf);
  const namespaces = makeListSharing<Namespace>(nameOf);
  const nodes = makeListSharing<Node>(nameOf);
  const services = makeListSharing<Service>(nameOf);
  const endpointSlices = makeListSharing<EndpointSlice>(nameOf);
  const controllers = makeListSharing<Controller>((controller) => `${controller.kind} ${nameOf(controller)}`);
  return (snapshot) => ({
    ...snapshot,
    pods: pods(snapshot.pods),
    namespaces: namespaces(snapshot.namespaces),
    nodes: nodes(snapshot.nodes),
    services: services(snapshot.services),
    endpointSlices: endpointSlices(snapshot.endpointSlices),
    controllers: controllers(snapshot.controllers),
  });
}

function nameOf(object: Named): string {
  return 'meta' in object ? `${object.meta.namespace}/${object.meta.name}` : object.name;
}

function makeListSharing<T>(keyOf: (item: T) => string): (items: readonly T[]) => readonly T[] {
  let before = new Map<string, T>();
  return (items) => {
    const now = new Map<string, T>();
    const shared = items.map((item) => {
      const key = keyOf(item);
      const known = before.get(key);
      const kept = known !== undefined && isEqual(known, item) ? known : item;
      now.set(key, kept);
      return kept;
    });
    before = now;
    return shared;
  };
}
