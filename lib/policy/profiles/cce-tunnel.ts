// Huawei Cloud CCE, standard clusters with the container tunnel network (Open vSwitch).
import { leftOpen, NO_LIMITS, says, saysSince } from './cells.ts';
import type { ProfileData } from './profile.ts';

const PAGE = 'CCE docs, network policies';
const NOTHING = `not documented: ${PAGE}`;
const UNSUPPORTED = `not supported, and nothing is said of what becomes of it: ${PAGE}`;

export const CCE_TUNNEL: ProfileData = {
  name: 'cce-tunnel',
  title: 'CCE tunnel network',
  note: `On by default. After an upgrade in place, egress rules do nothing on nodes that were not reset; secure containers are never covered (${PAGE}).`,
  semantics: {
    ingressRules: says('enforced', PAGE),
    egressRules: saysSince('enforced', PAGE, { of: 'kubernetes', versions: ['1.23'], before: 'not-enforced' }),
    policyTypes: leftOpen(NOTHING),
    ingressIpBlock: leftOpen(UNSUPPORTED),
    egressIpBlock: says('supported', PAGE),
    ipBlockMatchesPods: says('yes', `"not limited": ${PAGE}`),
    ipBlockMatchesNodes: says('yes', `"not limited": ${PAGE}`),
    except: says('hole', `example: ${PAGE}`),
    ipv6: leftOpen(UNSUPPORTED),
    sctp: leftOpen(UNSUPPORTED),
    endPort: leftOpen(UNSUPPORTED),
    namedPorts: leftOpen(NOTHING),
    icmp: leftOpen(NOTHING),
    hostNetworkPeer: leftOpen(NOTHING),
    excludingSelector: leftOpen(NOTHING),
    ownNodeToPod: says('allowed', `${PAGE} (Chinese; the English row is mistranslated)`),
    podToOwnNode: leftOpen(NOTHING),
    hairpin: leftOpen(NOTHING),
    serviceTraffic: says('backend-unless-denied', `limits by label through a ClusterIP are not supported: ${PAGE}`),
  },
  traits: {
    loadBalancerClient: leftOpen(NOTHING),
    establishedConnections: leftOpen(NOTHING),
    newPod: leftOpen(NOTHING),
    denial: leftOpen(NOTHING),
  },
  apis: { 'networking-v1': says('enforced', PAGE) },
  alwaysAllowed: [],
  healthChecks: [says('100.125.0.0/16', 'ELB docs, configuring a health check')],
  limits: NO_LIMITS,
};
