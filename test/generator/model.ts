// The words of the simulated world: what runs in it, who talks to whom, and what an interface writes down.

export type Labels = Readonly<Record<string, string>>;
export type Transport = 'TCP' | 'UDP';

export interface PortSpec {
  readonly name?: string;
  readonly port: number;
  readonly protocol: Transport;
}

export interface ServiceSpec {
  readonly name: string;
  readonly type: 'ClusterIP' | 'LoadBalancer' | 'Headless';
  readonly ports: readonly {
    readonly name: string;
    readonly port: number;
    readonly targetPort: number | string;
    readonly protocol: Transport;
  }[];
}

/** A top owner and what its pods look like. `kind` is any owner kind, known to Kubernetes or not. */
export interface WorkloadSpec {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly replicas: number;
  /** Written in the pod template by people: these never change. */
  readonly labels: Labels;
  /** Written in the pod template by tools: these change with a release. */
  readonly releaseLabels: boolean;
  readonly hostNetwork: boolean;
  readonly ports: readonly PortSpec[];
  /** Whether the pod template says which ports it listens on; `ports` are open either way. */
  readonly declares: boolean;
  readonly service: ServiceSpec | undefined;
  /** CronJobs only: a pod every so many seconds. */
  readonly everySeconds: number | undefined;
  /** CronJobs only: how many finished pods stay in the API. */
  readonly history: number;
  /** Rolling updates within the window. */
  readonly rollouts: number;
  /** Pods lost and replaced within the window. */
  readonly crashes: number;
  /** DNS look-ups of one pod in an hour. */
  readonly lookups: number;
}

/** Who is on the other side, in the terms of a dependency. */
export type Target =
  | { readonly kind: 'workload'; readonly key: string }
  | { readonly kind: 'nodes' }
  | { readonly kind: 'outside'; readonly addresses: readonly string[] };

export type Outcome = 'established' | 'oneway' | 'unanswered' | 'rejected';

/** `refused` answers with RST, `silent` with nothing, `blocked` is stopped by a security group. */
export type Style = 'call' | 'long' | 'oneway' | 'refused' | 'silent' | 'blocked-at-server' | 'blocked-at-client';

export interface Dependency {
  readonly client: Target;
  readonly server: Target;
  readonly protocol: Transport;
  readonly port: number;
  readonly style: Style;
  /** Connections that one client opens in an hour; of `long` ones, how many it keeps open. */
  readonly perHour: number;
}

/** Everything that a profile decides; the rest follows from the seed. */
export interface Blueprint {
  readonly namespaces: readonly { readonly name: string; readonly labels: Labels }[];
  readonly workloads: readonly WorkloadSpec[];
  readonly dependencies: readonly Dependency[];
  readonly loadBalancers: readonly string[];
  readonly apiServers: readonly string[];
  readonly scanner: string | undefined;
  readonly policies: readonly object[];
}

export interface NetworkInterface {
  readonly id: string;
  readonly primary: string;
  readonly subnetId: string;
  readonly azId: string;
  /** `-` for interfaces that a service of the cloud manages. */
  readonly instanceId: string;
  /** Seconds by which its aggregation intervals are shifted against the full minute. */
  readonly phase: number;
}

export interface Node {
  readonly name: string;
  readonly zone: string;
  readonly address: string;
  readonly instanceId: string;
  readonly interfaces: readonly NetworkInterface[];
  readonly created: number;
}

/** One pod in time. Seconds since 1970; `removed` is when the object leaves the API. */
export interface Pod {
  readonly uid: string;
  readonly name: string;
  readonly spec: WorkloadSpec;
  readonly node: Node;
  readonly eni: NetworkInterface;
  readonly address: string;
  readonly labels: Labels;
  readonly owner:
    | { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly uid: string }
    | undefined;
  readonly created: number;
  readonly started: number;
  /** When the address is given back: containers ended or sandbox deleted. */
  readonly ended: number;
  readonly deletionRequested: number | undefined;
  readonly finished: boolean;
  readonly removed: number;
}

export type Party =
  | { readonly kind: 'pod'; readonly pod: Pod }
  | { readonly kind: 'node'; readonly node: Node }
  | { readonly kind: 'outside'; readonly address: string; readonly eni: NetworkInterface | undefined };

export interface Burst {
  readonly start: number;
  readonly end: number;
  readonly request: { readonly packets: number; readonly bytes: number };
  readonly reply: { readonly packets: number; readonly bytes: number };
}

/** One connection, one-way stream or attempt: the packets of one 5-tuple. */
export interface Flow {
  readonly id: number;
  readonly client: Party;
  readonly server: Party;
  /** IANA number. */
  readonly protocol: 1 | 6 | 17;
  readonly clientPort: number;
  readonly serverPort: number;
  /** Whether the handshake lies within the window. */
  readonly opens: boolean;
  readonly closes: boolean;
  readonly answer: 'full' | 'reset' | 'none';
  readonly blockedAt: 'client' | 'server' | undefined;
  /** Ordered by start, not overlapping. */
  readonly bursts: readonly Burst[];
  /** A REJECT row of the reply direction this many seconds after the close. */
  readonly lateReject: number | undefined;
}

/** What one interface writes about one direction of one flow in one aggregation interval. */
export interface Row {
  readonly eni: NetworkInterface;
  readonly flow: Flow;
  readonly side: 'client' | 'server';
  readonly sender: 'client' | 'server';
  readonly sourceAddress: string;
  readonly destinationAddress: string;
  readonly packetSource: string;
  readonly packetDestination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly packets: number;
  readonly bytes: number;
  readonly start: number;
  readonly end: number;
  readonly action: 'ACCEPT' | 'REJECT';
  readonly flags: number;
  readonly direction: 'ingress' | 'egress';
  readonly path: string;
}

export function workloadKey(spec: {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}): string {
  return `${spec.namespace}/${spec.kind}/${spec.name}`;
}
