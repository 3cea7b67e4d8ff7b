// kube-network-policies of the Kubernetes SIGs: the first packet of a connection is judged in user space.
import { derived, leftOpen, NO_LIMITS, says } from './cells.ts';
import type { ProfileData } from './profile.ts';

const POLICY = 'kubernetes-sigs/kube-network-policies, pkg/networkpolicy/networkpolicy.go';
const CONTROLLER = 'kubernetes-sigs/kube-network-policies, pkg/dataplane/controller.go';
const COMMAND = 'kubernetes-sigs/kube-network-policies, pkg/cmd/cmd.go';
const README = 'kubernetes-sigs/kube-network-policies, README.md';

export const KUBE_NETWORK_POLICIES: ProfileData = {
  name: 'kube-network-policies',
  title: 'kube-network-policies',
  note: 'An agent beside any network plugin. Traffic is judged after DNAT and before SNAT; UDP 53 right after DNAT.',
  semantics: {
    ingressRules: says('enforced', POLICY),
    egressRules: says('enforced', POLICY),
    policyTypes: says('strict', POLICY),
    ingressIpBlock: says('supported', POLICY),
    egressIpBlock: says('supported', POLICY),
    ipBlockMatchesPods: says('yes', `compared with the addresses of packets: ${POLICY}`),
    ipBlockMatchesNodes: says('yes', `compared with the addresses of packets: ${POLICY}`),
    except: says('hole', POLICY),
    ipv6: says('supported', POLICY),
    sctp: says('supported', POLICY),
    endPort: says('range', POLICY),
    namedPorts: says('exact', POLICY),
    icmp: derived('rules-without-ports', `${POLICY}; ICMPv6 neighbour discovery always passes: ${CONTROLLER}`),
    hostNetworkPeer: says('never-selected', 'kubernetes-sigs/kube-network-policies, pkg/podinfo/ipresolver.go'),
    excludingSelector: says('pods', POLICY),
    ownNodeToPod: leftOpen(`depends on the process: sockets of root pass, others are judged: ${CONTROLLER}`),
    podToOwnNode: derived('allowed-but-dns', `the hooks: POSTROUTING, UDP 53 in PREROUTING: ${CONTROLLER}`),
    hairpin: leftOpen('not documented; said to be judged by the addresses after DNAT, unverified'),
    serviceTraffic: says('backend', `after DNAT: ${CONTROLLER}`),
  },
  traits: {
    loadBalancerClient: derived('depends', `client on the receiving node, node on another: ${CONTROLLER}`),
    establishedConnections: says('cut', `strict mode is the default: ${COMMAND}`),
    newPod: says('depends', `the NRI hook closes the gap, fail-open lets pass while the agent is down: ${COMMAND}`),
    denial: says('timeout', CONTROLLER),
  },
  apis: {
    'networking-v1': says('enforced', POLICY),
    'admin-v1alpha1': leftOpen(`an option, up to 0.8: ${README}; network-policy-api.sigs.k8s.io, implementations`),
    'cluster-v1alpha2': leftOpen(
      `a build of its own, after 0.8: ${README}; network-policy-api.sigs.k8s.io, implementations`,
    ),
  },
  alwaysAllowed: [],
  healthChecks: [],
  limits: NO_LIMITS,
};
