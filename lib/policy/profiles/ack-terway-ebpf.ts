// Alibaba Cloud ACK, Terway with its eBPF policy provider, which is a chained cilium-agent.
import { leftOpen, says, saysSince } from './cells.ts';
import { CILIUM } from './cilium.ts';
import { derivedFrom } from './derive.ts';
import type { ProfileData } from './profile.ts';

const GUIDE = 'ACK docs, use network policies with Terway';
const AGENT = 'AliyunContainerService/terway, cmd/terway-cli/policy.go';

export const ACK_TERWAY_EBPF: ProfileData = derivedFrom(CILIUM, {
  name: 'ack-terway-ebpf',
  title: 'ACK Terway (eBPF)',
  note: `The agent is cilium-agent, chained, without its layer 7 proxy (${AGENT}). Shared-ENI nodes with kernel 4.19 or later only (${GUIDE}).`,
  versions: 'own',
  semantics: {
    ingressRules: says('enforced', GUIDE),
    egressRules: says('enforced', GUIDE),
    ingressIpBlock: says('supported', GUIDE),
    egressIpBlock: says('supported', GUIDE),
    ipBlockMatchesPods: says('no', `only addresses outside the cluster: ${GUIDE}`),
    ipv6: leftOpen(`not documented: ${GUIDE}`),
    sctp: leftOpen(`the console offers TCP and UDP only, nothing is said of the API: ${GUIDE}`),
    icmp: says('rules-without-ports', `a rule without ports lets ping pass in the examples: ${GUIDE}`),
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
