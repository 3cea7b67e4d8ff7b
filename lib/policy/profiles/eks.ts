// Amazon EKS: the network policy agent of the VPC CNI, eBPF maps that a controller fills.
import { leftOpen, NO_LIMITS, says } from './cells.ts';
import type { ProfileData } from './profile.ts';

const GUIDE = 'EKS docs, limit pod traffic with network policies';
const ENDPOINTS = 'aws/amazon-network-policy-controller-k8s, pkg/resolvers/endpoints.go';
const AGENT = 'aws/aws-network-policy-agent, pkg/ebpf';
const CNI = 'aws/amazon-vpc-cni-k8s, README.md';

export const EKS: ProfileData = {
  name: 'eks',
  title: 'EKS VPC CNI network policies',
  note: `EC2 Linux nodes with kernel 5.10 or later; not Fargate, Windows or pods without an owner (${GUIDE}). Egress is judged before a Service's address is translated.`,
  semantics: {
    ingressRules: says('enforced', GUIDE),
    egressRules: says('enforced', GUIDE),
    policyTypes: says('presence', `rules of both directions are resolved whatever the types: ${ENDPOINTS}; ${AGENT}`),
    ingressIpBlock: says('supported', ENDPOINTS),
    egressIpBlock: says('supported', ENDPOINTS),
    ipBlockMatchesPods: says('yes', `a map by address prefix: ${AGENT}`),
    ipBlockMatchesNodes: says('yes', `a map by address prefix: ${AGENT}`),
    except: says('deny-prefix', `a deny entry in a map of longest prefixes: ${AGENT}`),
    ipv6: says('own-family', `clusters have one family, rules of the other are ignored: ${GUIDE}`),
    sctp: says('supported', AGENT),
    endPort: says('range', AGENT),
    namedPorts: says('beside-selectors', `in egress, blocks and rules without peers lose their names: ${ENDPOINTS}`),
    icmp: says('rules-without-ports', AGENT),
    hostNetworkPeer: says('selected', `by its address, which is the whole node's: ${ENDPOINTS}`),
    excludingSelector: says('pods', `selectors are resolved to addresses of pods: ${ENDPOINTS}`),
    ownNodeToPod: says('allowed', AGENT),
    podToOwnNode: says('allowed', AGENT),
    hairpin: leftOpen('not documented; the Service address is said to need an egress rule, unverified'),
    serviceTraffic: says(
      'service-address',
      `before DNAT; addresses of matching Services are added: ${ENDPOINTS}; ${GUIDE}`,
    ),
  },
  traits: {
    loadBalancerClient: says('depends', `node with externalTrafficPolicy Cluster: ${GUIDE}`),
    establishedConnections: says('depends', `kept in its own table; opened before the policy, judged again: ${CNI}`),
    newPod: says('depends', `open in standard mode, the default; closed in strict mode: ${CNI}`),
    denial: says('timeout', AGENT),
  },
  apis: {
    'networking-v1': says('enforced', GUIDE),
    'eks-cluster': says('enforced', 'aws/amazon-network-policy-controller-k8s, clusternetworkpolicy_types.go'),
  },
  alwaysAllowed: [],
  healthChecks: [],
  limits: {
    ...NO_LIMITS,
    portsPerPeer: says(24, `for one address block over all policies, selectors resolved: ${GUIDE}; ${AGENT}`),
  },
};
