// The report as one value: exactly what the JSON export `flowfence.report/v1` writes, keys in its order.
import type { ConnectionProtocol, Endpoint, Evidence, Outcome } from '../connections/connection.ts';
import type { NodeKind } from '../policy/dataplanes/cluster-facts.ts';
import type { Finding, RecommendationVerification, RuleUsage } from '../recommendation/recommendation.ts';
import type { Labels } from '../sources/kubernetes-objects.ts';

export type { Finding, RecommendationVerification, RuleUsage, Severity } from '../recommendation/recommendation.ts';

export const REPORT_SCHEMA = 'flowfence.report/v1';

export interface ReportDocument {
  readonly schema: typeof REPORT_SCHEMA;
  readonly cluster: string;
  readonly dataplane: string;
  /** RFC 3339, UTC, whole seconds. */
  readonly window: { readonly from: string; readonly to: string };
  readonly inputs: ReportInputs;
  readonly coverage: ReportCoverage;
  readonly workloads: readonly ReportWorkload[];
  /** Of the newest snapshot, sorted by name: what-if questions need their labels. Absent in reports made without. */
  readonly namespaces?: readonly ReportNamespace[];
  /** Of the newest snapshot, by namespace and name: what-if questions may name them. Absent in reports made without. */
  readonly services?: readonly ReportService[];
  /** Of all snapshots, where the dataplane may treat nodes differently: what-if questions need them. */
  readonly nodes?: readonly ReportNodes[];
  readonly connections: readonly ReportConnection[];
  readonly policies: { readonly current: readonly PolicyManifest[]; readonly recommended: readonly PolicyManifest[] };
  readonly ruleUsage: readonly RuleUsage[];
  readonly verification: RecommendationVerification;
  readonly findings: readonly Finding[];
}

/** `records`: well-formed log-status OK lines; `malformed` lines; NODATA and SKIPDATA lines. */
export interface ReportInputs {
  readonly objects: number;
  readonly records: number;
  readonly malformed: number;
  readonly noData: number;
  readonly skipData: number;
  readonly snapshots: number;
  readonly policies: number;
}

export interface CountByReason {
  readonly reason: string;
  readonly records: number;
}

export interface ReportCoverage {
  /** Records whose client and server are both known. */
  readonly attributed: number;
  /** Records left out of connections, or with an unknown side, by reason; sorted by reason. */
  readonly unattributed: readonly CountByReason[];
  /** Workload pairs that sat on one node, so that the logs may not show their traffic. */
  readonly sameNode: {
    readonly pairs: number;
    readonly alwaysTogether: number;
    readonly blind: readonly SameNodePair[];
  };
  /** Stretches of the window without any row of any interface. */
  readonly gaps: readonly { readonly from: string; readonly to: string }[];
  /** Interfaces with SKIPDATA rows: traffic was seen by the cloud and not written. */
  readonly skipped: readonly {
    readonly interface: string;
    readonly from: string;
    readonly to: string;
    readonly rows: number;
  }[];
  /** ICMP and other protocols: kept apart, never turned into rules. */
  readonly otherProtocols: readonly { readonly protocol: number; readonly records: number; readonly bytes: number }[];
  readonly snapshots: { readonly first: string; readonly last: string; readonly longestGapSeconds: number };
}

export interface SameNodePair {
  readonly left: string;
  readonly right: string;
  /** Share of the pair's pod-pair time on one node, 0 to 1, three decimals. */
  readonly share: number;
  readonly always: boolean;
}

export interface ReportWorkload {
  readonly id: string;
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly labels: Labels;
  readonly pods: number;
  readonly hostNetwork: boolean;
  /** Pods that no policy can tell apart, as in `PodVariant`: what-if questions need them. Absent in reports made without. */
  readonly variants?: readonly ReportVariant[];
}

export interface ReportNamespace {
  readonly name: string;
  readonly labels: Labels;
}

/** `addresses` are its ClusterIPs, none where it is headless. */
export interface ReportService {
  readonly namespace: string;
  readonly name: string;
  readonly addresses: readonly string[];
  /** Of its load balancer and its external IPs; absent where it has none. */
  readonly externalAddresses?: readonly string[];
  readonly selector?: Labels;
  readonly ports: readonly {
    readonly protocol: ConnectionProtocol;
    readonly port: number;
    readonly targetPort: number | string;
  }[];
  /** Of a Service without a selector: what its EndpointSlices list, with their target ports. */
  readonly endpoints?: readonly {
    readonly protocol: ConnectionProtocol;
    readonly port: number;
    readonly addresses: readonly string[];
  }[];
}

/** Nodes that are alike to every dataplane; fields are absent where no snapshot said. */
export interface ReportNodes {
  readonly names: readonly string[];
  readonly kinds: readonly NodeKind[];
  readonly kubelet?: string;
  readonly kernel?: string;
  readonly osImage?: string;
  readonly system?: string;
}

export interface ReportVariant {
  readonly labels: Labels;
  readonly ports: readonly { readonly name?: string; readonly protocol: ConnectionProtocol; readonly port: number }[];
  readonly addresses: readonly string[];
  readonly nodes: readonly string[];
  readonly runtimeClass?: string;
  readonly serviceAccount?: string;
  /** Whether a pod of this variant is in the newest snapshot, not finished. */
  readonly current: boolean;
}

export interface ReportDirectionVerdict {
  readonly isolated: boolean;
  readonly allowed: boolean;
  readonly by: readonly string[];
  /** Only where the verdict is unknown. */
  readonly unknown?: string;
}

export interface ReportVerdict {
  readonly allowed: boolean;
  /** Only where nobody can say: `allowed` is false then, and this is the reason. */
  readonly unknown?: string;
  /** Only where some pods of the workloads are allowed and others are not. */
  readonly partial?: true;
  readonly egress: ReportDirectionVerdict;
  readonly ingress: ReportDirectionVerdict;
}

export interface ReportConnection {
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly protocol: ConnectionProtocol;
  readonly port: number;
  readonly outcome: Outcome;
  readonly evidence: Evidence;
  readonly records: number;
  readonly bytes: number;
  readonly packets: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** Whether the recommendation keeps it; else why not. */
  readonly kept: boolean;
  readonly leftOut?: string;
  readonly verdicts: { readonly current: ReportVerdict; readonly recommended: ReportVerdict };
}

/** A NetworkPolicy as plain data in the key order that is written. */
export type PolicyManifest = Readonly<Record<string, unknown>>;
