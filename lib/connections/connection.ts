// A connection: what was observed from one client to one server port, with the evidence for who is who.

/** One side of a connection. `unknown` is an address without one owner over the record's whole interval. */
export type Endpoint =
  | { readonly kind: 'workload'; readonly namespace: string; readonly workloadKind: string; readonly name: string }
  | { readonly kind: 'node'; readonly name: string; readonly address: string }
  | { readonly kind: 'service'; readonly namespace: string; readonly name: string; readonly address: string }
  | { readonly kind: 'external'; readonly cidr: string }
  | { readonly kind: 'unknown'; readonly address: string; readonly reason: UnknownReason };

/** Why an address has no single owner. */
export type UnknownReason =
  /** Several pods claim the address in the interval, or the interval spans a change of owner. */
  | 'ambiguous'
  /** The address belonged to a pod at another time, to nobody known in this interval. */
  | 'unassigned'
  /** An interface of the cluster carries the address, or a node's pod range holds it; no snapshot shows its pod. */
  | 'unseen-pod'
  /** Link-local, multicast, loopback and other addresses that no peer can be named by. */
  | 'reserved'
  /** The format shows the interface's primary address instead of the packet's. */
  | 'substituted';

export type ConnectionProtocol = 'TCP' | 'UDP' | 'SCTP';

/** established: both sides spoke; oneway: UDP without reply; unanswered: TCP attempt without reply; rejected: REJECT with a SYN. */
export type Outcome = 'established' | 'oneway' | 'unanswered' | 'rejected';

/**
 * How client and server were told apart, strongest first: `syn` SYN without ACK, `syn-ack`, `listener` proven by flags
 * elsewhere on the same workload and port, `declared` by Service, EndpointSlice or container, `fan-in`, `port-range`.
 */
export const EVIDENCE = ['syn', 'syn-ack', 'listener', 'declared', 'fan-in', 'port-range'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** Observed over the window. `bytes` and `packets` count both directions once, however many interfaces reported them. */
export interface Connection {
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly protocol: ConnectionProtocol;
  /** The server's port: the pod's own, after Service translation. */
  readonly port: number;
  readonly outcome: Outcome;
  readonly evidence: Evidence;
  /** Flow-log rows that speak of it, from all interfaces. */
  readonly records: number;
  readonly bytes: number;
  readonly packets: number;
  readonly firstSeenSeconds: number;
  readonly lastSeenSeconds: number;
  /** Whether any packet carried data; a scan's half-open probes of an open port do not. */
  readonly payload?: boolean;
}

/** Text that identifies and orders endpoints: `workload shop/Deployment/api`, `external 52.94.133.17/32`. */
export function endpointKey(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'workload':
      return `workload ${endpoint.namespace}/${endpoint.workloadKind}/${endpoint.name}`;
    case 'node':
      return `node ${endpoint.name} ${endpoint.address}`;
    case 'service':
      return `service ${endpoint.namespace}/${endpoint.name} ${endpoint.address}`;
    case 'external':
      return `external ${endpoint.cidr}`;
    case 'unknown':
      return `unknown ${endpoint.reason} ${endpoint.address}`;
  }
}
