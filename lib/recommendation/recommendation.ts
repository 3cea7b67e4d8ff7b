// What the synthesis takes and gives: the input, the recommended policies, and the proof that goes with them.
import type { Connection, Evidence } from '../connections/connection.ts';
import type { Workload } from '../identity/workload.ts';
import type { Direction } from '../policy/model.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import type { Namespace, Node, PolicyDocument, Service } from '../sources/kubernetes-objects.ts';
import type { DnsFacts } from './dns.ts';
import type { NetworkPolicyManifest } from './manifests.ts';

export interface RecommendationOptions {
  /** Whether `kube-system` and its like get policies too. */
  readonly includeSystem: boolean;
  /** Connections with weaker evidence for who is the client are left out and listed. */
  readonly minEvidence: Evidence;
  /** Widens outside addresses to blocks of these prefixes; what that opens is reported. */
  readonly cidrPrefix?: { readonly v4?: number; readonly v6?: number };
  readonly maxPolicies?: number;
}

export const DEFAULT_OPTIONS: RecommendationOptions = { includeSystem: false, minEvidence: 'fan-in' };

export interface RecommendationInput {
  /** Of all snapshots. */
  readonly workloads: readonly Workload[];
  readonly namespaces: readonly Namespace[];
  readonly connections: readonly Connection[];
  readonly dns: DnsFacts;
  readonly options: RecommendationOptions;
  /** What the recommendation is written and proven for; the API text where none is given. */
  readonly dataplane?: Dataplane;
  /** Of all snapshots. */
  readonly nodes?: readonly Pick<Node, 'name' | 'addresses'>[];
  /** Of the newest snapshot. */
  readonly services?: readonly Service[];
  /** Policies of other APIs among them stay in force beside the recommended ones. */
  readonly currentPolicies?: readonly PolicyDocument[];
}

export type LeftOutReason =
  /** TCP attempt without a reply: a port scan or a blocked connection, not a need. */
  | 'unanswered'
  | 'rejected'
  /** A scanner's handshake with an open port, without any data. */
  | 'scan'
  | 'weak-evidence'
  | 'unknown-endpoint'
  | 'service-address'
  /** The connection names a workload that no snapshot shows, so that no selector can be written. */
  | 'unknown-workload'
  /** Port 0, or an outside address that is none. */
  | 'not-expressible'
  /** A policy could only sit on system workloads, and `includeSystem` is off. */
  | 'system-namespace'
  /** Neither side is a pod that a policy can select: outside addresses, nodes, hostNetwork pods. */
  | 'not-selectable';

export interface LeftOut {
  readonly connection: Connection;
  readonly reason: LeftOutReason;
}

/** One peer × port of one recommended rule and the observed connections that need it. */
export interface RuleUsage {
  /** `namespace/name`. */
  readonly policy: string;
  readonly direction: Direction;
  /** Index in the policy's list of that direction; -1 for default deny, which has no rule. */
  readonly rule: number;
  readonly peer: string;
  readonly ports: string;
  /** Sorted; empty only for DNS, health checks and default deny. */
  readonly connections: readonly string[];
  readonly purpose: 'observed' | 'dns' | 'default-deny' | 'health-check';
}

export interface RecommendationVerification {
  readonly kept: number;
  /** Surely, for all pods. */
  readonly keptAllowed: number;
  /** The dataplane's documents leave open whether they are allowed. Absent for none. */
  readonly keptUnknown?: number;
  /** Peer × port entries for observed connections, and those of them without which one is denied. */
  readonly rules: number;
  readonly rulesNeeded: number;
  /** Nobody can say whether they are needed. Absent for none. */
  readonly rulesUnknown?: number;
  /** Pairs of workloads or outside addresses × port classes that are allowed and nobody used, DNS aside. */
  readonly allowedBeyondObserved: number;
  /** The first 100 of them, sorted. */
  readonly beyond: readonly string[];
  /** Permissions that nobody used and of which nobody can say whether they are denied. Absent for none. */
  readonly beyondUnknown?: number;
}

export type Severity = 'high' | 'medium' | 'low' | 'info';

export interface Finding {
  readonly kind: string;
  readonly severity: Severity;
  readonly subject: string;
  readonly message: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}

export interface Recommendation {
  /** By namespace, then name. */
  readonly policies: readonly NetworkPolicyManifest[];
  readonly ruleUsage: readonly RuleUsage[];
  /** In the order of the connections. */
  readonly leftOut: readonly LeftOut[];
  readonly verification: RecommendationVerification;
  readonly findings: readonly Finding[];
}
