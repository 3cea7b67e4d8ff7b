// kube-router: iptables chains and ipsets for each pod.
import { derived, leftOpen, NO_LIMITS, says } from './cells.ts';
import type { ProfileData } from './profile.ts';

const POLICY = 'cloudnativelabs/kube-router, pkg/controllers/netpol/policy.go';
const POD = 'cloudnativelabs/kube-router, pkg/controllers/netpol/pod.go';
const IPTABLES = 'cloudnativelabs/kube-router, pkg/utils/iptables.go';
const TROUBLESHOOTING = 'kube-router docs, troubleshooting';

export const KUBE_ROUTER: ProfileData = {
  name: 'kube-router',
  title: 'kube-router',
  note: `A denied client is refused at once. A wrong --service-cluster-ip-range blocks Services (${TROUBLESHOOTING}).`,
  semantics: {
    ingressRules: says('enforced', POLICY),
    egressRules: says('enforced', POLICY),
    policyTypes: says('strict', POLICY),
    ingressIpBlock: says('supported', POLICY),
    egressIpBlock: says('supported', POLICY),
    ipBlockMatchesPods: says('yes', `blocks are ipsets, compared with addresses: ${POLICY}`),
    ipBlockMatchesNodes: says('yes', `blocks are ipsets, compared with addresses: ${POLICY}`),
    except: derived('subtracts-from-rule', `"nomatch" entries in the one ipset of a rule: ${POLICY}`),
    ipv6: says('supported', `a family that is switched off is ignored with a warning: ${POLICY}`),
    sctp: leftOpen('an open request: cloudnativelabs/kube-router#1019'),
    endPort: says('range', POLICY),
    namedPorts: says('exact', 'cloudnativelabs/kube-router#679'),
    icmp: says('always-allowed', `echo requests, unreachable and time exceeded: ${IPTABLES}`),
    hostNetworkPeer: says('never-selected', POLICY),
    excludingSelector: says('pods', `selectors become ipsets of pods: ${POLICY}`),
    ownNodeToPod: says('allowed', `sources of type LOCAL: ${POD}`),
    podToOwnNode: leftOpen(`by the rules, but the range of node ports, a setting, is exempt: npc_iptables.go; ${POD}`),
    hairpin: leftOpen(`not documented: ${TROUBLESHOOTING}`),
    serviceTraffic: says('backend', `after DNAT or IPVS: ${TROUBLESHOOTING}`),
  },
  traits: {
    loadBalancerClient: leftOpen(`not documented; Service addresses pass, the backend pod is judged: ${POLICY}`),
    establishedConnections: says('kept', POD),
    newPod: says('open', `by default; --netpol-default-deny closes it: ${TROUBLESHOOTING}`),
    denial: says('refused', `${IPTABLES}; ${TROUBLESHOOTING}`),
  },
  apis: { 'networking-v1': says('enforced', POLICY) },
  alwaysAllowed: [],
  healthChecks: [],
  limits: NO_LIMITS,
};
