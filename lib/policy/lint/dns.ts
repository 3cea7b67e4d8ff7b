// Pods that are isolated for egress and cannot ask for names.
import type { PolicyEndpoint } from '../model.ts';
import type { PodEndpoint } from '../pod-match.ts';
import type { Found, LintSeverity } from './finding.ts';
import type { LintCheck } from './lint-check.ts';
import { canonicalText, type LintContext } from './lint-context.ts';
import type { DnsServers } from './lint-input.ts';

const MEND = 'allow egress to the DNS pods on UDP and TCP 53';

export const DNS_BLOCKED: LintCheck = {
  code: 'lint-dns-blocked',
  means: 'pods are isolated for egress and may not, or not for certain, ask what answers DNS in the cluster',
  why: 'names fail before any connection is tried; large answers come over TCP; no pod selector names a cache on the node',
  mend: MEND,
  find: (context) => {
    const { dns } = context;
    return dns === undefined ? [] : askers(dns, context).flatMap((pod) => trouble(pod, dns, context));
  },
};

/** One of each kind that policies and dataplane can tell apart; what answers DNS asks no other. */
function askers(dns: DnsServers, { pods = [], dataplane }: LintContext): readonly PodEndpoint[] {
  const kinds = new Map<string, PodEndpoint>();
  for (const pod of pods) {
    if (pod.hostNetwork || dns.pods.includes(pod)) continue;
    const { namespace, labels, serviceAccount } = pod;
    const profile = dataplane.profiles.indexOf(dataplane.profileOf(pod));
    const key = canonicalText([namespace, labels, serviceAccount, profile]);
    if (!kinds.has(key)) kinds.set(key, pod);
  }
  return [...kinds.values()];
}

interface Answer {
  readonly kind: 'allowed' | 'denied' | 'unknown';
  readonly by: readonly string[];
}

function trouble(pod: PodEndpoint, dns: DnsServers, context: LintContext): readonly Found[] {
  const numbers = [...new Set(dns.ports.map(({ port }) => port))];
  const ask = (protocol: 'UDP' | 'TCP'): Answer =>
    worst(dns.pods.flatMap((server) => numbers.map((port) => verdict({ pod, server, protocol, port }, dns, context))));
  const [udp, tcp] = [ask('UDP'), ask('TCP')];
  const local = worst(
    dns.localAddresses.map((address) =>
      verdict({ pod, server: { kind: 'address', address }, protocol: 'UDP', port: DNS_PORT }, dns, context),
    ),
  );
  const found = ({ by: [subject, ...others] }: Answer, severity: LintSeverity, what: string, mend: string) =>
    subject === undefined
      ? []
      : [{ subject, severity, message: `${pod.namespace}/${pod.name} ${what}`, mend, evidence: { others } }];
  const silent = !mayReachAnything(pod, context);
  if (udp.kind === 'denied' && silent) {
    return found(udp, 'low', 'may reach nothing, DNS included', `if it needs names: ${MEND}`);
  }
  if (udp.kind === 'denied')
    return found(udp, 'high', 'cannot ask DNS: egress is isolated without a rule for it', MEND);
  if (udp.kind === 'unknown') return found(udp, 'medium', 'may not be able to ask DNS: nobody can say', MEND);
  return [
    ...(tcp.kind === 'denied'
      ? found(tcp, 'low', 'can ask DNS over UDP only: large answers are lost', 'allow TCP 53 as well')
      : []),
    ...(local.kind === 'allowed' ? [] : found(local, 'medium', LOCAL[local.kind], LOCAL_MEND)),
  ];
}

const DNS_PORT = 53;
const LOCAL = {
  denied: 'cannot ask the DNS cache on its node, which no pod selector names',
  unknown: 'may not be able to ask the DNS cache on its node, which no pod selector names',
} as const;
const LOCAL_MEND =
  'allow egress to an ipBlock of the cache (169.254.20.10/32) on UDP and TCP 53; on Cilium and its like, to the entity host';

interface DnsQuestion {
  readonly pod: PodEndpoint;
  readonly server: PolicyEndpoint;
  readonly protocol: 'UDP' | 'TCP';
  readonly port: number;
}

function verdict({ pod, server, protocol, port }: DnsQuestion, { via }: DnsServers, { judge }: LintContext): Answer {
  const isPod = server.kind === 'pod';
  return judge({ client: pod, server, protocol, port, ...(via === undefined || !isPod ? {} : { via }) }, 'egress');
}

function worst(answers: readonly Answer[]): Answer {
  const first = (kind: Answer['kind']) => answers.find((answer) => answer.kind === kind);
  return first('denied') ?? first('unknown') ?? { kind: 'allowed', by: [] };
}

/** Whether a policy that selects it allows any egress. */
function mayReachAnything(pod: PodEndpoint, { policiesOf }: LintContext): boolean {
  return policiesOf(pod).some(({ sections }) => sections.egress.rules.some(({ action }) => action === 'allow'));
}
