// Weave Net, archived: iptables and ipsets.
import { derived, leftOpen, NO_LIMITS, says, saysSince } from './cells.ts';
import type { Gate, ProfileData } from './profile.ts';

const ANALYSER = 'weaveworks/weave, npc/analyser.go';
const NPC = 'weaveworks/weave, prog/weave-npc/main.go';
const ADDON = 'Weave Net docs, Kubernetes add-on';

const BLOCKS_SINCE: Gate<'supported' | 'unknown'> = { of: 'dataplane', versions: ['2.5'], before: 'unknown' };

export const WEAVE: ProfileData = {
  name: 'weave',
  title: 'Weave Net',
  note: 'Archived. One named port makes the whole policy ineffective.',
  semantics: {
    ingressRules: says('enforced', ADDON),
    egressRules: says('enforced', ADDON),
    policyTypes: derived('merge', ANALYSER),
    ingressIpBlock: saysSince('supported', ADDON, BLOCKS_SINCE),
    egressIpBlock: saysSince('supported', ADDON, BLOCKS_SINCE),
    ipBlockMatchesPods: says('yes', `blocks are ipsets, compared with addresses: ${ANALYSER}`),
    ipBlockMatchesNodes: says('yes', `blocks are ipsets, compared with addresses: ${ANALYSER}`),
    except: says('hole', ADDON),
    ipv6: leftOpen(`not documented; said not to be supported, unverified: ${ADDON}`),
    sctp: leftOpen('not documented; the name of the protocol is passed on, unverified'),
    endPort: derived('first-port', ANALYSER),
    namedPorts: says('policy-refused', ANALYSER),
    icmp: leftOpen(`not documented: ${ADDON}`),
    hostNetworkPeer: derived('never-selected', ANALYSER),
    excludingSelector: says('pods', `selectors become ipsets of pods: ${ANALYSER}`),
    ownNodeToPod: derived('allowed', NPC),
    podToOwnNode: says('allowed', `local destinations are let through: ${NPC}`),
    hairpin: leftOpen(`not documented: ${ADDON}`),
    serviceTraffic: says('backend', `after kube-proxy: ${ADDON}`),
  },
  traits: {
    loadBalancerClient: leftOpen(`not documented: ${ADDON}`),
    establishedConnections: says('kept', NPC),
    newPod: derived('closed', NPC),
    denial: says('timeout', NPC),
  },
  apis: { 'networking-v1': says('enforced', ADDON) },
  alwaysAllowed: [],
  healthChecks: [],
  limits: NO_LIMITS,
};
