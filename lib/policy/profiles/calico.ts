// Calico: iptables, nftables or eBPF under one policy engine, Felix.
import { leftOpen, NO_LIMITS, says, saysSince } from './cells.ts';
import type { ProfileData } from './profile.ts';

const CONVERSION = 'projectcalico/calico, libcalico-go conversion.go';
const RULES = 'projectcalico/calico, felix/rules/static.go';
const HOST_ENDPOINT = 'docs.tigera.io, host endpoint resource';
const MANIFEST = 'projectcalico/calico, manifests/calico.yaml';
const SERVICES = 'docs.tigera.io, policy for services by cluster IP';
const IMPLEMENTATIONS = 'network-policy-api.sigs.k8s.io, implementations';

export const CALICO: ProfileData = {
  name: 'calico',
  title: 'Calico',
  note: 'The same rules under the iptables, nftables and eBPF dataplane. hostNetwork pods are covered by host endpoints only.',
  semantics: {
    ingressRules: says('enforced', CONVERSION),
    egressRules: says('enforced', CONVERSION),
    policyTypes: says('strict', `egress rules without the type are ignored with a warning: ${CONVERSION}`),
    ingressIpBlock: says('supported', CONVERSION),
    egressIpBlock: says('supported', CONVERSION),
    ipBlockMatchesPods: says('yes', `blocks become nets, compared with the addresses of packets: ${CONVERSION}`),
    ipBlockMatchesNodes: says('yes', `blocks become nets, compared with the addresses of packets: ${CONVERSION}`),
    except: says('hole', `becomes notNets of the one rule: ${CONVERSION}`),
    ipv6: leftOpen(`a setting: Felix supports IPv6, the shipped manifest turns it off: ${MANIFEST}`),
    sctp: says('supported', 'docs.tigera.io, network policy resource, protocols'),
    endPort: says('range', CONVERSION),
    namedPorts: says('exact', `expanded to sets of endpoints: ${CONVERSION}`),
    icmp: says('rules-without-ports', CONVERSION),
    hostNetworkPeer: says('never-selected', HOST_ENDPOINT),
    excludingSelector: says(
      'pods',
      `sets of addresses of endpoints; host endpoints and global network sets are taken to be none: ${CONVERSION}`,
    ),
    ownNodeToPod: says('allowed', `${RULES}; ${HOST_ENDPOINT}`),
    // What the rules allow goes on to the endpoint-to-host action, which the manifest sets to ACCEPT.
    podToOwnNode: says('by-rules', `felix/config/config_params.go, DefaultEndpointToHostAction; ${MANIFEST}`),
    hairpin: leftOpen('not documented; an allow to itself is said to be needed, unverified'),
    serviceTraffic: says('backend', `rules are applied after DNAT: ${SERVICES}`),
  },
  traits: {
    loadBalancerClient: says('depends', `node with externalTrafficPolicy Cluster, client with Local: ${SERVICES}`),
    establishedConnections: says(
      'kept',
      'docs.tigera.io, connection tracking of host endpoints; projectcalico/calico#6399',
    ),
    newPod: says('closed', 'docs.tigera.io, tiered policy: an unknown endpoint is denied'),
    denial: says('timeout', `drop, reject can be configured: ${RULES}`),
  },
  apis: {
    'networking-v1': says('enforced', CONVERSION),
    'admin-v1alpha1': saysSince('not-enforced', `3.29 to 3.31: ${IMPLEMENTATIONS}; not in 3.32: tiered policy page`, {
      of: 'dataplane',
      versions: ['3.32'],
      before: 'enforced',
      earlier: { of: 'dataplane', versions: ['3.29'], before: 'not-enforced' },
    }),
    'cluster-v1alpha2': saysSince('enforced', IMPLEMENTATIONS, {
      of: 'dataplane',
      versions: ['3.32'],
      before: 'not-enforced',
    }),
    calico: says('enforced', 'docs.tigera.io, network policy and global network policy resources'),
  },
  alwaysAllowed: [],
  healthChecks: [],
  limits: NO_LIMITS,
};
