// The Kubernetes objects that flowfence reads, reduced to the fields it uses and with absent and empty settled.

export type Labels = Readonly<Record<string, string>>;

export type TransportProtocol = 'TCP' | 'UDP' | 'SCTP';

/** The owner reference with `controller: true`. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

export interface ObjectMeta {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Labels;
  readonly owner: OwnerReference | undefined;
  readonly creationSeconds: number | undefined;
  readonly deletionSeconds: number | undefined;
}

export interface ContainerPort {
  readonly name: string | undefined;
  readonly protocol: TransportProtocol;
  readonly port: number;
  readonly hostPort: number | undefined;
}

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';

export interface Pod {
  readonly meta: ObjectMeta;
  readonly nodeName: string | undefined;
  readonly hostNetwork: boolean;
  readonly phase: PodPhase;
  /** Canonical text of `status.podIPs`, IPv4 dotted, IPv6 compressed lower case. */
  readonly addresses: readonly string[];
  readonly hostAddresses: readonly string[];
  readonly startSeconds: number | undefined;
  /** When the last container of a Succeeded or Failed pod ended. */
  readonly finishedSeconds: number | undefined;
  readonly ports: readonly ContainerPort[];
  /** Ports that the kubelet probes, as declared (number or name). */
  readonly probePorts: readonly (number | string)[];
  /** `spec.runtimeClassName`; absent for the default of its node. */
  readonly runtimeClass?: string;
  /** Absent where the export does not say. */
  readonly serviceAccount?: string;
  /** Kept for pods in namespaces of the cluster's own parts only: they tell which network agent runs, in which version. */
  readonly images?: readonly ContainerImage[];
}

/** `image` as the manifest names it: registry, repository, tag, digest. */
export interface ContainerImage {
  readonly container: string;
  readonly image: string;
}

/** Set by the control plane on every namespace since 1.22, to the namespace's name; an export that lacks it was trimmed. */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';

export interface Namespace {
  readonly name: string;
  readonly labels: Labels;
}

export interface Node {
  readonly name: string;
  readonly labels: Labels;
  readonly addresses: readonly string[];
  readonly podCidrs: readonly string[];
  readonly creationSeconds: number | undefined;
  /** What the kubelet says of itself; each absent where the export does not say. */
  readonly kubeletVersion?: string;
  readonly kernelVersion?: string;
  readonly osImage?: string;
  readonly operatingSystem?: string;
  readonly containerRuntime?: string;
  /** `aws:///eu-west-1a/i-0abc`: its scheme names the cloud. */
  readonly providerId?: string;
  /** Keys only, in the order of the manifest. */
  readonly taints?: readonly string[];
}

export interface ServicePort {
  readonly name: string | undefined;
  readonly protocol: TransportProtocol;
  readonly port: number;
  /** Port number or container port name. */
  readonly targetPort: number | string;
  readonly nodePort: number | undefined;
}

export interface Service {
  readonly meta: ObjectMeta;
  readonly type: string;
  readonly selector: Labels | undefined;
  readonly clusterAddresses: readonly string[];
  /** Load-balancer and external addresses. */
  readonly externalAddresses: readonly string[];
  readonly ports: readonly ServicePort[];
}

export interface EndpointSlice {
  readonly meta: ObjectMeta;
  readonly serviceName: string | undefined;
  readonly ports: readonly { readonly protocol: TransportProtocol; readonly port: number }[];
  readonly endpoints: readonly {
    readonly addresses: readonly string[];
    readonly podName: string | undefined;
    readonly nodeName: string | undefined;
  }[];
}

/** ReplicaSet, Job, Deployment and the like: only what the owner chain needs. */
export interface Controller {
  readonly kind: string;
  readonly meta: ObjectMeta;
}

/** A policy manifest as it was read, not yet understood; `place` names its document. */
export interface PolicyDocument {
  readonly place: { readonly source: string; readonly line?: number };
  readonly manifest: unknown;
}

/** All objects of one export. Lists are in the order of the file. */
export interface Snapshot {
  readonly source: string;
  readonly timeSeconds: number;
  readonly pods: readonly Pod[];
  readonly namespaces: readonly Namespace[];
  readonly nodes: readonly Node[];
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly controllers: readonly Controller[];
  readonly policies: readonly PolicyDocument[];
}
