// flannel alone: a network without policies.
import { leftOpen, NO_LIMITS, says } from './cells.ts';
import type { ProfileData } from './profile.ts';

const README = 'flannel-io/flannel, README.md';
const INERT = leftOpen(`no policy is enforced, so the question does not arise: ${README}`);

export const FLANNEL: ProfileData = {
  name: 'flannel',
  title: 'flannel',
  note: `Policies are accepted by the API and have no effect (${README}). With the policy sidecar of its chart: flannel-netpol; with Calico's engine: canal.`,
  semantics: {
    ingressRules: says('not-enforced', README),
    egressRules: says('not-enforced', README),
    policyTypes: INERT,
    ingressIpBlock: INERT,
    egressIpBlock: INERT,
    ipBlockMatchesPods: INERT,
    ipBlockMatchesNodes: INERT,
    except: INERT,
    ipv6: INERT,
    sctp: INERT,
    endPort: INERT,
    namedPorts: INERT,
    icmp: INERT,
    hostNetworkPeer: INERT,
    excludingSelector: INERT,
    ownNodeToPod: says('allowed', README),
    podToOwnNode: says('allowed', README),
    hairpin: says('allowed', README),
    serviceTraffic: INERT,
  },
  traits: {
    loadBalancerClient: INERT,
    establishedConnections: says('kept', README),
    newPod: says('open', README),
    denial: INERT,
  },
  apis: { 'networking-v1': says('not-enforced', README) },
  alwaysAllowed: [],
  healthChecks: [],
  limits: NO_LIMITS,
};
