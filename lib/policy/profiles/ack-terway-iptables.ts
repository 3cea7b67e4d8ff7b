// Alibaba Cloud ACK, Terway with its iptables policy provider, which is calico-felix.

import { CALICO } from './calico.ts';
import { leftOpen, says, saysSince } from './cells.ts';
import { derivedFrom } from './derive.ts';
import type { ProfileData } from './profile.ts';

const GUIDE = 'ACK docs, use network policies with Terway';
const AGENT = 'AliyunContainerService/terway, cmd/terway-cli/policy.go';

export const ACK_TERWAY_IPTABLES: ProfileData = derivedFrom(CALICO, {
  name: 'ack-terway-iptables',
  title: 'ACK Terway (iptables)',
  note: `The agent is calico-felix (${AGENT}). Clusters born with Terway before 1.9.0, without IPvlan and DataPath V2; shared-ENI nodes only (${GUIDE}).`,
  versions: 'own',
  semantics: {
    ingressRules: says('enforced', GUIDE),
    egressRules: says('enforced', GUIDE),
    ipv6: says('supported', `Felix is started with IPv6: ${AGENT}`),
    sctp: leftOpen(`the console offers TCP and UDP only, nothing is said of the API: ${GUIDE}`),
    podToOwnNode: says('by-rules', `endpoint-to-host action ACCEPT: ${AGENT}`),
  },
  apis: {
    'networking-v1': says('enforced', GUIDE),
    'ack-global': saysSince('unknown', 'needs the Poseidon add-on as well: ACK docs, GlobalNetworkPolicy', {
      of: 'dataplane',
      versions: ['1.9.4'],
      before: 'not-enforced',
    }),
    cilium: says('not-enforced', `custom resources of Calico and Cilium are not supported: ${GUIDE}`),
    calico: says('not-enforced', `custom resources of Calico and Cilium are not supported: ${GUIDE}`),
  },
  healthChecks: [says('100.64.0.0/10', `health checks of Server Load Balancer: ${GUIDE}`)],
  limits: { policies: says(100, GUIDE) },
});
