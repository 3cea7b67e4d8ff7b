// Alibaba Cloud ACK, Poseidon: policies for pods on virtual nodes (elastic container instances).
import { derived, leftOpen, NO_LIMITS, says } from './cells.ts';
import type { ProfileData } from './profile.ts';

const GUIDE = 'ACK docs, network policies for elastic container instances';
const NOTHING = `not documented: ${GUIDE}`;

export const ACK_POSEIDON: ProfileData = {
  name: 'ack-poseidon',
  title: 'ACK Poseidon',
  note: `Pods on virtual nodes of ACK Serverless Pro and ACK Pro clusters; the add-on's option that turns network policies on has to be ticked (${GUIDE}).`,
  semantics: {
    ingressRules: says('enforced', GUIDE),
    egressRules: says('enforced', GUIDE),
    policyTypes: leftOpen(NOTHING),
    ingressIpBlock: says('supported', GUIDE),
    egressIpBlock: says('supported', GUIDE),
    ipBlockMatchesPods: derived(
      'yes',
      `the example in which private blocks open the way to the cluster's DNS: ${GUIDE}`,
    ),
    ipBlockMatchesNodes: leftOpen(NOTHING),
    except: leftOpen(NOTHING),
    ipv6: leftOpen(`not supported, and nothing is said of what becomes of it: ${GUIDE}`),
    sctp: leftOpen(NOTHING),
    endPort: leftOpen(`not supported, and nothing is said of what becomes of it: ${GUIDE}`),
    namedPorts: leftOpen(NOTHING),
    icmp: says('rules-without-ports', `pings of the example: ${GUIDE}`),
    hostNetworkPeer: leftOpen(NOTHING),
    excludingSelector: leftOpen(NOTHING),
    ownNodeToPod: leftOpen(NOTHING),
    podToOwnNode: leftOpen(NOTHING),
    hairpin: leftOpen(NOTHING),
    serviceTraffic: derived('backend', `examples that go through a ClusterIP: ${GUIDE}`),
  },
  traits: {
    loadBalancerClient: says('depends', `the client with externalTrafficPolicy Local: ${GUIDE}`),
    establishedConnections: leftOpen(NOTHING),
    newPod: leftOpen(NOTHING),
    denial: says('timeout', `examples: ${GUIDE}`),
  },
  apis: {
    'networking-v1': says('enforced', GUIDE),
    'ack-global': says('not-enforced', 'not on virtual nodes: ACK docs, GlobalNetworkPolicy'),
  },
  alwaysAllowed: [],
  healthChecks: [says('100.64.0.0/10', `health checks of Server Load Balancer: ${GUIDE}`)],
  limits: { ...NO_LIMITS, policies: says(40, GUIDE) },
};
