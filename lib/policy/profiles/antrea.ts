// Antrea: Open vSwitch flows, with AntreaProxy for Services.
import { derived, leftOpen, NO_LIMITS, says, saysSince } from './cells.ts';
import type { ProfileData } from './profile.ts';

const CONTROLLER = 'antrea-io/antrea, networkpolicy_controller.go';
const PIPELINE = 'antrea.io, OVS pipeline';
const ADMIN = 'antrea.io, AdminNetworkPolicy support';

export const ANTREA: ProfileData = {
  name: 'antrea',
  title: 'Antrea',
  note: 'AntreaProxy is taken to be on, as it is by default.',
  semantics: {
    ingressRules: says('enforced', CONTROLLER),
    egressRules: says('enforced', CONTROLLER),
    policyTypes: says('presence', `a rule of a direction isolates in it: ${CONTROLLER}`),
    ingressIpBlock: says('supported', CONTROLLER),
    egressIpBlock: says('supported', CONTROLLER),
    ipBlockMatchesPods: says('yes', `blocks become flows on addresses: ${PIPELINE}`),
    ipBlockMatchesNodes: says('yes', `blocks become flows on addresses: ${PIPELINE}`),
    except: says('hole', CONTROLLER),
    ipv6: says('supported', 'antrea.io, getting started'),
    sctp: says('supported', CONTROLLER),
    endPort: says('range', CONTROLLER),
    namedPorts: says('exact', `resolved on each destination pod: ${CONTROLLER}`),
    icmp: derived('rules-without-ports', CONTROLLER),
    hostNetworkPeer: says('never-selected', CONTROLLER),
    excludingSelector: says('pods', `selectors are resolved to groups of pods: ${CONTROLLER}`),
    ownNodeToPod: says('allowed', `the node's traffic bypasses ingress rules: ${PIPELINE}`),
    podToOwnNode: leftOpen(`not documented; egress rules are said to apply, unverified: ${PIPELINE}`),
    hairpin: leftOpen(
      'the ingress side is always allowed, of egress nothing is said: antrea.io, Antrea network policy',
    ),
    serviceTraffic: says('backend', `rules are applied after AntreaProxy: ${PIPELINE}`),
  },
  traits: {
    loadBalancerClient: leftOpen(
      'not documented; the source may be rewritten with externalTrafficPolicy Cluster, unverified',
    ),
    establishedConnections: says('kept', 'antrea.io, Antrea network policy, limitations'),
    newPod: leftOpen('documented for an agent that restarts only: antrea-io/antrea#5777'),
    denial: says('timeout', 'only the policies of its own API can reject: antrea.io, Antrea network policy'),
  },
  apis: {
    'networking-v1': says('enforced', CONTROLLER),
    'admin-v1alpha1': saysSince('unknown', `alpha, off unless its feature gate is on: ${ADMIN}`, {
      of: 'dataplane',
      versions: ['1.13'],
      before: 'not-enforced',
    }),
    'cluster-v1alpha2': saysSince(
      'unknown',
      'alpha, off unless its feature gate is on: antrea.io, ClusterNetworkPolicy',
      {
        of: 'dataplane',
        versions: ['2.7'],
        before: 'not-enforced',
      },
    ),
    antrea: says('enforced', 'antrea.io, Antrea network policy'),
  },
  alwaysAllowed: [],
  healthChecks: [],
  limits: NO_LIMITS,
};
