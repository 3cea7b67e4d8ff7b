// What an end of a line of `evaluate` stands for: one pod by name, or all that policies can tell apart of an endpoint.
import type { Endpoint } from '../connections/connection.ts';
import type { PolicyEndpoint } from '../policy/model.ts';
import type { Resolved } from '../report/endpoint-argument.ts';
import type { PieceMaker } from '../report/pieces.ts';
import type { Pod } from '../sources/kubernetes-objects.ts';

export type Named = Exclude<Resolved, { kind: 'unresolved' }>;
export type Known = Exclude<Named, { kind: 'service' }>;

interface Perspective {
  readonly side: 'client' | 'server';
  readonly other: Known;
}

export function expand(known: Known, { side, other }: Perspective, pieces: PieceMaker): readonly PolicyEndpoint[] {
  if (known.kind === 'endpoint') return pieces.piecesOf(known.endpoint, { side, other: farSide(other) });
  return podPieces(known.pod);
}

/** One value for a pod, so that what is found out about it is found out once. */
const POD_PIECES = new WeakMap<Pod, readonly PolicyEndpoint[]>();

export function podPieces(pod: Pod): readonly PolicyEndpoint[] {
  const known = POD_PIECES.get(pod);
  if (known !== undefined) return known;
  const pieces = [podEndpoint(pod)];
  POD_PIECES.set(pod, pieces);
  return pieces;
}

function podEndpoint(pod: Pod): PolicyEndpoint {
  const { meta, addresses, ports, hostNetwork, nodeName, runtimeClass, serviceAccount } = pod;
  const { namespace, name, labels, owner } = meta;
  return {
    ...{ kind: 'pod', namespace, name, labels, addresses, ports, hostNetwork, nodeName },
    ...(runtimeClass === undefined ? {} : { runtimeClass }),
    ...(serviceAccount === undefined ? {} : { serviceAccount }),
    ...(owner === undefined ? { standalone: true } : {}),
  };
}

/** A pod by name is never taken for the workload's other pod. */
export function farSide(other: Known): Endpoint {
  if (other.kind === 'endpoint') return other.endpoint;
  return { kind: 'unknown', address: `${other.pod.meta.namespace}/${other.pod.meta.name}`, reason: 'unassigned' };
}
