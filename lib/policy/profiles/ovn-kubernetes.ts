// OVN-Kubernetes, the network of OpenShift: ACLs of logical switches.
import { leftOpen, NO_LIMITS, says } from './cells.ts';
import type { ProfileData } from './profile.ts';

const CONTROLLER = 'ovn-kubernetes, base_network_controller_policy.go';
const GRESS = 'ovn-kubernetes, gress_policy.go';
const FEATURE = 'ovn-kubernetes.io, network policy';
const ACLS = 'ovn-kubernetes.io, ACLs';
const ADMIN = 'ovn-kubernetes.io, admin network policy';

export const OVN_KUBERNETES: ProfileData = {
  name: 'ovn-kubernetes',
  title: 'OVN-Kubernetes',
  note: 'A named port opens every port of its protocol. A namespaceSelector alone does not see hostNetwork pods, one with a podSelector does.',
  semantics: {
    ingressRules: says('enforced', FEATURE),
    egressRules: says('enforced', FEATURE),
    policyTypes: says('merge', `rules are built whatever the types: ${CONTROLLER}`),
    ingressIpBlock: says('supported', GRESS),
    egressIpBlock: says('supported', GRESS),
    ipBlockMatchesPods: says('yes', `ACLs compare addresses: ${GRESS}`),
    ipBlockMatchesNodes: says('yes', `ACLs compare addresses: ${GRESS}`),
    except: says('hole', `"not equal" inside the allow: ${GRESS}`),
    ipv6: says('supported', GRESS),
    sctp: says('supported', GRESS),
    endPort: says('range', GRESS),
    namedPorts: says('any-port', `${GRESS}; ovn-org/ovn-kubernetes#2117`),
    icmp: says('rules-without-ports', GRESS),
    hostNetworkPeer: says('selected-by-pod-selector', `useNamespaceAddrSet in ${CONTROLLER}`),
    excludingSelector: says('pods', `selectors become sets of addresses of namespaces or pods: ${CONTROLLER}`),
    ownNodeToPod: says('allowed', `from the address of the management port: ${FEATURE}; ${ACLS}`),
    podToOwnNode: leftOpen(`not documented; egress rules are said to apply, unverified: ${FEATURE}`),
    hairpin: says('allowed', `an ACL on the masquerade address: ${ACLS}; ovn-org/ovn-kubernetes#3178`),
    serviceTraffic: says('backend', `after the load balancer: ${FEATURE}; ${ACLS}`),
  },
  traits: {
    loadBalancerClient: leftOpen(`by the mode of the gateway, of which nothing is said: ${FEATURE}`),
    establishedConnections: leftOpen('not documented; one report of connections cut: ovn-org/ovn-kubernetes#305'),
    newPod: leftOpen(`not documented: ${FEATURE}`),
    denial: says('timeout', ACLS),
  },
  apis: {
    'networking-v1': says('enforced', FEATURE),
    'admin-v1alpha1': says('enforced', ADMIN),
    'cluster-v1alpha2': says('not-enforced', 'network-policy-api.sigs.k8s.io, implementations'),
  },
  alwaysAllowed: [],
  healthChecks: [],
  limits: { ...NO_LIMITS, adminPriority: says(99, ADMIN) },
};
