// A dataplane as data: the points where implementations read the same policy differently, each with its source.
import type { PolicyApi } from '../compiled.ts';

/** What nobody documents: where it matters, the verdict is unknown. */
export type Undocumented = 'unknown';

/**
 * What the evaluator asks of a dataplane. `subject` below is the pod whose side is judged: the dataplane of its node
 * enforces.
 */
export interface Semantics {
  /** Whether the subject's ingress side is filtered at all. */
  readonly ingressRules: 'enforced' | 'not-enforced' | Undocumented;
  readonly egressRules: 'enforced' | 'not-enforced' | Undocumented;
  /**
   * Rules of a direction that policyTypes leaves out: `strict` without effect, `presence` isolating as if listed,
   * `merge` not isolating but added to what other policies of the pod allow.
   */
  readonly policyTypes: 'strict' | 'presence' | 'merge' | Undocumented;
  /** Whether a peer of the kind ipBlock is understood in this direction at all. */
  readonly ingressIpBlock: 'supported' | Undocumented;
  readonly egressIpBlock: 'supported' | Undocumented;
  /** Whether an ipBlock is compared with addresses that pods, or nodes, hold. */
  readonly ipBlockMatchesPods: 'yes' | 'no' | Undocumented;
  readonly ipBlockMatchesNodes: 'yes' | 'no' | Undocumented;
  /**
   * `hole`: a hole in this one peer. `deny-prefix`: also closes what an equal or wider block allows elsewhere.
   * `subtracts-from-rule`: also cut out of the other blocks of its rule (or nobody is sure, then unknown inside it).
   */
  readonly except: 'hole' | 'deny-prefix' | 'subtracts-from-rule' | Undocumented;
  /**
   * `ignored`: rules with IPv6 blocks match nothing. `policy-refused`: the whole policy has no effect. `own-family`: blocks
   * of a family in which the subject has no address match nothing (clusters of one family, IPv4 or IPv6).
   */
  readonly ipv6: 'supported' | 'ignored' | 'policy-refused' | 'own-family' | Undocumented;
  readonly sctp: 'supported' | Undocumented;
  readonly endPort: 'range' | 'first-port' | Undocumented;
  /**
   * `any-port`: a name matches every port of its protocol. `policy-refused`: the whole policy has no effect.
   * `beside-selectors`: exact, but in egress names match no port beside ipBlocks and in a rule without peers.
   */
  readonly namedPorts:
    | 'exact'
    | 'any-port'
    | 'policy-refused'
    | 'exact-where-one-number'
    | 'beside-selectors'
    | Undocumented;
  /** Echo and its like: by rules without ports, or always let through. */
  readonly icmp: 'rules-without-ports' | 'always-allowed' | Undocumented;
  /** A hostNetwork pod on the other side: no selector sees it, every selector does, or only peers with a podSelector. */
  readonly hostNetworkPeer: 'never-selected' | 'selected' | 'selected-by-pod-selector' | Undocumented;
  /**
   * Whom a peer names whose namespaceSelector, and podSelector if there is one, only excludes (`NotIn`, `DoesNotExist`):
   * `pods` alone, or `everything-else` that has no such label, so nodes and outside addresses as well.
   */
  readonly excludingSelector: 'pods' | 'everything-else' | Undocumented;
  /** Traffic between a pod and the node it runs on. `allowed-but-dns`: UDP 53 goes by the rules, all else is let through. */
  readonly ownNodeToPod: 'allowed' | 'by-rules' | Undocumented;
  readonly podToOwnNode: 'allowed' | 'by-rules' | 'allowed-but-dns' | Undocumented;
  /** A pod that reaches itself through a Service. */
  readonly hairpin: 'allowed' | 'by-rules' | Undocumented;
  /**
   * What a connection to a Service is judged by: the backend pod, or (in egress) the Service's own address and port,
   * where selectors reach it through the pods they select. `backend-unless-denied`: nobody promises that a pod selector
   * holds back a client that comes through a Service, so a denial at the backend is unknown. `backend-for-pods`: that
   * goes for clients that are no pods, which come through a load balancer or node port; pods are held back.
   */
  readonly serviceTraffic: 'backend' | 'service-address' | 'backend-unless-denied' | 'backend-for-pods' | Undocumented;
}

/** What readers want to know and the evaluator does not ask; `unknown` where nobody documents it. */
export interface Traits {
  /** Whose address an ingress policy sees for a client of a LoadBalancer or NodePort Service. */
  readonly loadBalancerClient: 'client' | 'node' | 'depends' | 'bypasses-policy' | Undocumented;
  /** When a policy that denies them comes. */
  readonly establishedConnections: 'kept' | 'cut' | 'depends' | Undocumented;
  /** Before a new pod's policies are loaded. */
  readonly newPod: 'open' | 'closed' | 'depends' | Undocumented;
  /** How a denial looks to the client. */
  readonly denial: 'timeout' | 'refused' | Undocumented;
}

/** One statement about a dataplane. `source`: a public document, or `derived` or `unverified` with what from. */
export interface Cell<T> {
  readonly is: T;
  readonly source: string;
  /** Where the statement holds only from a version on; where that version is not known, it is `unknown`. */
  readonly since?: Gate<T>;
}

/** `versions`: lowest version of each minor line that has it (`1.27.16-r30`); later minor lines have it as well. */
export interface Gate<T> {
  readonly of: 'dataplane' | 'kubernetes' | 'kernel';
  readonly versions: readonly string[];
  /** What holds below. */
  readonly before: T;
  /** Where `before` itself holds only from an earlier version on. */
  readonly earlier?: Gate<T>;
}

export type Cells<S> = { readonly [K in keyof S]: Cell<S[K]> };

export interface Limits {
  /** Policies in the whole cluster from which on the vendor advises against more. */
  readonly policies: Cell<number> | undefined;
  /** Port entries for one block or selector. */
  readonly portsPerPeer: Cell<number> | undefined;
  /** ipBlocks in one policy. */
  readonly blocksPerPolicy: Cell<number> | undefined;
  /** Highest priority number of an AdminNetworkPolicy that is applied, where that is lower than the API's 1000. */
  readonly adminPriority: Cell<number> | undefined;
}

/** What the dataplane's documents say; gates not yet decided. */
export interface ProfileData {
  /** As `--dataplane` takes it. */
  readonly name: string;
  /** As its makers write it. */
  readonly title: string;
  /** What is to be known of the whole: what is inside, what it takes to be enforced. */
  readonly note: string;
  readonly semantics: Cells<Semantics>;
  readonly traits: Cells<Traits>;
  /** APIs that are left out are not enforced. */
  readonly apis: Partial<Readonly<Record<PolicyApi, Cell<ApiSupport>>>>;
  /** Egress to these is never blocked. */
  readonly alwaysAllowed: readonly Cell<string>[];
  /** From these a LoadBalancer's health checks come: ingress that must stay open where such a Service stands behind. */
  readonly healthChecks: readonly Cell<string>[];
  readonly limits: Limits;
}

export type ApiSupport = 'enforced' | 'not-enforced' | Undocumented;

/** The same with versions settled: what the evaluator works with. */
export interface Profile {
  readonly name: string;
  readonly data: ProfileData;
  readonly semantics: Semantics;
  readonly apis: Readonly<Record<PolicyApi, ApiSupport>>;
  /** Why this pod is not as its dataplane's other pods, `its node is exclusive-ENI`; undefined for the plain profile. */
  readonly exception: string | undefined;
}
