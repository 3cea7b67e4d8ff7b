// The points in which dataplanes differ, in words: what each asks and what its values mean.
import type { PolicyApi } from '../../lib/policy/compiled.ts';
import type { Semantics, Traits } from '../../lib/policy/profiles/profile.ts';

export interface Point {
  /** Head of its column. */
  readonly head: string;
  readonly asks: string;
}

export const SEMANTICS: Readonly<Record<keyof Semantics, Point>> = {
  ingressRules: { head: 'ingress', asks: 'Whether ingress rules are enforced.' },
  egressRules: { head: 'egress', asks: 'Whether egress rules are enforced.' },
  policyTypes: {
    head: 'policyTypes',
    asks: 'Rules of a direction that `policyTypes` leaves out: without effect (`strict`), isolating as if listed (`presence`), not isolating but added to what other policies of the pod allow (`merge`).',
  },
  ingressIpBlock: { head: 'ipBlock in', asks: 'Whether an ipBlock is understood in ingress rules.' },
  egressIpBlock: { head: 'ipBlock out', asks: 'Whether an ipBlock is understood in egress rules.' },
  ipBlockMatchesPods: { head: 'ipBlock ↔ pods', asks: 'Whether an ipBlock is compared with addresses of pods.' },
  ipBlockMatchesNodes: {
    head: 'ipBlock ↔ nodes',
    asks: 'Whether an ipBlock is compared with addresses of nodes and hostNetwork pods.',
  },
  except: {
    head: 'except',
    asks: 'A hole in this one peer (`hole`), a denial of what an equal or wider block allows elsewhere (`deny-prefix`), or cut out of the other blocks of its rule as well (`subtracts-from-rule`).',
  },
  ipv6: {
    head: 'IPv6',
    asks: '`ignored`: IPv6 blocks match nothing. `own-family`: blocks of a family that the pod does not have match nothing. `policy-refused`: a policy with an IPv6 block has no effect.',
  },
  sctp: { head: 'SCTP', asks: 'Whether rules for SCTP are understood.' },
  endPort: { head: 'endPort', asks: 'The whole `range`, or its first port only (`first-port`).' },
  namedPorts: {
    head: 'named ports',
    asks: 'The port of that name on the pod (`exact`), every port of the protocol (`any-port`), certain only where all pods give the name one number (`exact-where-one-number`), exact but, in egress, lost for ipBlocks and rules without peers (`beside-selectors`); `policy-refused`: the policy has no effect.',
  },
  icmp: { head: 'ICMP', asks: 'Let through by rules without ports, or always.' },
  hostNetworkPeer: {
    head: 'hostNetwork peer',
    asks: 'Whether selectors see a hostNetwork pod on the other side: never, always (with it its whole node), or only where the peer has a podSelector.',
  },
  excludingSelector: {
    head: 'excluding selector',
    asks: 'Whom a peer names whose namespaceSelector only excludes (`NotIn`, `DoesNotExist`) and whose podSelector, if there is one, does no more: `pods`, or `everything-else` that has no such label, so nodes and outside addresses as well.',
  },
  ownNodeToPod: { head: 'own node → pod', asks: 'Traffic of the node to its pods: always allowed, or by the rules.' },
  podToOwnNode: {
    head: 'pod → own node',
    asks: 'Traffic of a pod to its node: always allowed, by the rules, or allowed but for UDP 53, which goes by the rules (`allowed-but-dns`).',
  },
  hairpin: { head: 'pod → Service → itself', asks: 'A pod that reaches itself through a Service.' },
  serviceTraffic: {
    head: 'Services',
    asks: 'What a connection to a Service is judged by: the pod behind it (`backend`), in egress the address and port of the Service (`service-address`), or the pod behind it where nobody promises a denial: to no client (`backend-unless-denied`), or to none but pods (`backend-for-pods`).',
  },
};

export const TRAITS: Readonly<Record<keyof Traits, Point>> = {
  loadBalancerClient: {
    head: 'client of a load balancer',
    asks: 'Whose address an ingress rule sees for a client of a LoadBalancer or NodePort Service; `bypasses-policy`: no rule sees it.',
  },
  establishedConnections: {
    head: 'open connections',
    asks: 'What becomes of an open connection when a policy comes that denies it.',
  },
  newPod: { head: 'new pod', asks: 'Before the policies of a new pod are loaded.' },
  denial: { head: 'denial', asks: 'How a denial looks to the client.' },
};

export const APIS: Readonly<Record<PolicyApi, string>> = {
  'networking-v1': 'NetworkPolicy',
  'admin-v1alpha1': 'AdminNetworkPolicy',
  'cluster-v1alpha2': 'ClusterNetworkPolicy',
  cilium: 'Cilium',
  calico: 'Calico',
  antrea: 'Antrea',
  'ack-global': 'ACK GlobalNetworkPolicy',
  'eks-cluster': 'EKS ClusterNetworkPolicy',
};
