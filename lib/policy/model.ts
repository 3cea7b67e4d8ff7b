// The words of policy evaluation: who is asked about, what the answer is, and which rules decided it.
import type { ContainerPort, Labels } from '../sources/kubernetes-objects.ts';

export type Direction = 'ingress' | 'egress';

/** `ICMP` and other protocols without ports are asked with port 0; only rules without `ports` can match them. */
export type QueryProtocol = 'TCP' | 'UDP' | 'SCTP' | 'ICMP';

/** One side of a question. Addresses are canonical text. */
export type PolicyEndpoint =
  | {
      readonly kind: 'pod';
      readonly namespace: string;
      readonly name: string;
      readonly labels: Labels;
      readonly addresses: readonly string[];
      readonly ports: readonly ContainerPort[];
      readonly hostNetwork: boolean;
      readonly nodeName: string | undefined;
      /** Absent where the snapshot does not say. */
      readonly serviceAccount?: string;
      /** `spec.runtimeClassName`; absent for the node's default. */
      readonly runtimeClass?: string;
      /** Without an owner: no Deployment, Job or the like made it. */
      readonly standalone?: true;
      /** Class of the node (`Dataplane.nodeClassOf`) where it may be any node of that class. */
      readonly nodeClass?: string;
    }
  | { readonly kind: 'node'; readonly name: string; readonly addresses: readonly string[] }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'unidentified'; readonly reason: string };

export interface PolicyQuery {
  readonly client: PolicyEndpoint;
  readonly server: PolicyEndpoint;
  readonly protocol: QueryProtocol;
  /** Of the server's pod, after a Service's translation. */
  readonly port: number;
  /** The Service that the client addressed, where it did. */
  readonly via?: ServiceAddress;
}

/** `port` is the Service's own. */
export interface ServiceAddress {
  readonly addresses: readonly string[];
  readonly port: number;
  /** The labels by which it selects its pods; absent where that is not known. */
  readonly selector?: Labels;
  /**
   * Where the address is that of its load balancer or an external IP: what it is if nothing translates it before, an
   * address outside or a node. Absent for the Service's own address, which is always translated.
   */
  readonly outside?: PolicyEndpoint;
}

/** `policy` is the name of the compiled policy; `rule` the index in its list of that direction. */
export interface RuleReference {
  readonly policy: string;
  readonly direction: Direction;
  readonly rule: number;
}

export type VerdictKind = 'allowed' | 'denied' | 'unknown';

/**
 * The answer for one side. `by`: names of the policies that decided: those with an allowing rule where allowed, those
 * that isolate where denied, those that could not be read or are undocumented where unknown. Sorted.
 */
export interface DirectionVerdict {
  readonly kind: VerdictKind;
  readonly isolated: boolean;
  readonly by: readonly string[];
  readonly rules: readonly RuleReference[];
  /** One clause for people: `not isolated`, `own node`, `rule 0 of shop/allow-web`, `no rule of … matches`. */
  readonly reason: string;
}

/** `kind` is denied where a side denies, else unknown where a side is unknown, else allowed. */
export interface Verdict {
  readonly kind: VerdictKind;
  readonly egress: DirectionVerdict;
  readonly ingress: DirectionVerdict;
}
