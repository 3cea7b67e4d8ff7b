// Cases of lint, second half: found, and not found.
import { containerPort, manifest, pod } from '../policy-world.ts';
import {
  admin,
  block,
  cilium,
  DNS,
  DNS_PEER,
  egress,
  FRONT,
  ingress,
  LISTENING,
  type LintCase,
  TCP_53,
  TO_API,
  UDP_53,
  WEB_ONLY,
} from './lint-parts.ts';
import { NAMESPACES } from './lint-world.ts';

export const MORE_CASES: readonly LintCase[] = [
  {
    code: 'lint-except-idle',
    what: 'a hole that another policy opens (C3-6)',
    found: {
      policies: [
        egress({ to: [block('192.0.2.0/24', '192.0.2.8/32')] }),
        manifest('shop/q', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [block('192.0.2.0/24')] }] }),
      ],
    },
    says: 'low shop/p: the exception 192.0.2.8/32 of 192.0.2.0/24 changes nothing: shop/q allows it',
    silent: [
      { policies: [egress({ to: [block('192.0.2.0/24', '192.0.2.8/32')] })] },
      {
        policies: [
          egress({ to: [block('192.0.2.0/24', '192.0.2.8/32')] }),
          manifest('shop/q', { ...TO_API, policyTypes: ['Egress'], egress: [{ to: [block('192.0.2.0/24')] }] }),
        ],
      },
    ],
  },
  {
    code: 'lint-except-idle',
    what: 'the metadata address in a rule without port 80 (G9)',
    found: { policies: [egress({ to: [block('0.0.0.0/0', '169.254.169.254/32')], ports: [{ port: 443 }] })] },
    says: /^info shop\/p: the exception 169.254.169.254\/32 changes nothing: the rule has no port 80/,
    silent: [
      { policies: [egress({ to: [block('0.0.0.0/0', '169.254.169.254/32')], ports: [{ port: 443 }, { port: 80 }] })] },
    ],
  },
  {
    code: 'policy-host-bits',
    what: 'host bits (P2-3)',
    found: { policies: [ingress({ from: [block('10.0.0.1/24')] })] },
    says: /^low shop\/p: .* block 10.0.0.1\/24 with bits outside its prefix, used as 10.0.0.0\/24$/,
    silent: [{ policies: [ingress({ from: [block('10.0.0.0/24')] })] }],
  },
  {
    code: 'lint-end-port',
    what: 'a range on Weave Net',
    found: { policies: [ingress({ ports: [{ port: 8000, endPort: 8010 }] })], dataplane: 'weave' },
    says: 'high shop/p: port 8000-8010/TCP: Weave Net takes 8000 alone',
    silent: [
      { policies: [ingress({ ports: [{ port: 8000, endPort: 8000 }] })], dataplane: 'weave' },
      { policies: [ingress({ ports: [{ port: 8000, endPort: 8010 }] })], dataplane: 'calico' },
      {
        policies: [ingress({ ports: [{ port: 8000, endPort: 8010 }] })],
        dataplane: 'cilium',
        versions: { dataplane: '1.17' },
      },
    ],
  },
  {
    code: 'lint-end-port',
    what: 'a range on a Cilium whose version is not known',
    found: { policies: [ingress({ ports: [{ port: 8000, endPort: 8010 }] })], dataplane: 'cilium' },
    says: 'medium shop/p: port 8000-8010/TCP: nobody documents whether Cilium takes more than 8000',
    silent: [],
  },
  {
    code: 'lint-sctp',
    what: 'SCTP on a CCE tunnel cluster',
    found: { policies: [ingress({ ports: [{ protocol: 'SCTP', port: 9 }] })], dataplane: 'cce-tunnel' },
    says: 'medium shop/p: port 9/SCTP: nobody documents that CCE tunnel network supports SCTP',
    silent: [
      { policies: [ingress({ ports: [{ protocol: 'SCTP', port: 9 }] })], dataplane: 'calico' },
      { policies: [ingress({ ports: [{ port: 9 }] })], dataplane: 'cce-tunnel' },
    ],
  },
  {
    code: 'lint-named-port',
    what: 'a name on OVN-Kubernetes',
    found: { policies: [ingress({ ports: [{ port: 'http' }] })], dataplane: 'ovn-kubernetes' },
    says: 'high shop/p: port http/TCP: OVN-Kubernetes opens every port of the protocol',
    silent: [{ policies: [ingress({ ports: [{ port: 'http' }] })], dataplane: 'calico' }],
  },
  {
    code: 'lint-named-port',
    what: 'one name with two numbers on Cilium',
    found: {
      policies: [egress({ to: [{ podSelector: {} }], ports: [{ port: 'http' }] })],
      pods: [LISTENING, pod('shop/api', { ports: [containerPort(9090, 'http')] })],
      dataplane: 'cilium',
    },
    says: 'high shop/p: port http/TCP: pods give it the numbers 8080 and 9090, of which Cilium takes one',
    silent: [
      {
        policies: [egress({ to: [{ podSelector: {} }], ports: [{ port: 'http' }] })],
        pods: [LISTENING],
        dataplane: 'cilium',
      },
    ],
  },
  {
    code: 'lint-named-port',
    what: 'a name beside ipBlock on EKS',
    found: { policies: [egress({ to: [block('192.0.2.0/24')], ports: [{ port: 'http' }] })], dataplane: 'eks' },
    says: /leaves it out beside ipBlock and in rules for everybody$/,
    silent: [
      { policies: [egress({ to: [TO_API], ports: [{ port: 'http' }] })], dataplane: 'eks' },
      {
        policies: [ingress({ from: [block('192.0.2.0/24')], ports: [{ port: 'http' }] })],
        pods: [LISTENING],
        dataplane: 'eks',
      },
    ],
  },
  {
    code: 'lint-port-name-undeclared',
    what: 'a name that no pod declares',
    found: { policies: [ingress({ ports: [{ port: 'htpp' }] })], pods: [LISTENING] },
    says: 'medium shop/p: no pod that it concerns declares port htpp/TCP',
    silent: [
      { policies: [ingress({ ports: [{ port: 'http' }] })], pods: [LISTENING] },
      { policies: [egress({ to: [{ podSelector: {} }], ports: [{ port: 'http' }] })], pods: [LISTENING] },
      { policies: [ingress({ ports: [{ port: 'htpp' }] })], pods: [] },
    ],
  },
  {
    code: 'lint-service-port',
    what: "the Service's port where the pods listen on another",
    found: { policies: [ingress({ ports: [{ port: 80 }] })], pods: [LISTENING], services: [FRONT] },
    says: 'medium shop/p: port 80/TCP is that of Service shop/front, whose pods listen on 8080',
    silent: [
      { policies: [ingress({ ports: [{ port: 8080 }] })], pods: [LISTENING], services: [FRONT] },
      { policies: [ingress({ ports: [{ port: 80 }] })], pods: [LISTENING] },
      {
        policies: [ingress({ ports: [{ port: 80 }] })],
        pods: [{ ...LISTENING, ports: [containerPort(8080, 'http'), containerPort(80)] }],
        services: [FRONT],
      },
    ],
  },
  {
    code: 'lint-selects-nothing',
    what: 'subjects that are nobody (P3-8)',
    found: { policies: [manifest('shop/p', { podSelector: { matchLabels: { run: 'busybox' } } })] },
    says: 'low shop/p: selects no pod: pods with run=busybox in namespace shop',
    silent: [{ policies: [ingress()] }, { policies: [manifest('monitoring/default-deny', { podSelector: {} })] }],
  },
  {
    code: 'lint-peer-selects-nothing',
    what: 'peers that are nobody, as in another namespace',
    found: { policies: [ingress({ from: [{ podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }] })] },
    says: 'low shop/p: a peer selects no pod: pods with k8s-app=kube-dns in namespace shop',
    silent: [
      { policies: [ingress({ from: [{ podSelector: { matchLabels: { app: 'api' } } }] })] },
      { policies: [ingress({ from: [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }] })] },
    ],
  },
  {
    code: 'lint-no-such-namespace',
    what: 'labels that nothing sets (G4)',
    found: { policies: [ingress({ from: [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }] })] },
    says: 'medium shop/p: no namespace has name=monitoring',
    silent: [
      {
        policies: [
          ingress({ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }] }),
        ],
      },
      {
        policies: [ingress({ from: [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }] })],
        namespaces: { ...NAMESPACES, monitoring: { name: 'monitoring' } },
      },
    ],
  },
  {
    code: 'lint-volatile-selector',
    what: 'a hash of the pod template',
    found: { policies: [manifest('shop/p', { podSelector: { matchLabels: { 'pod-template-hash': 'abc' } } })] },
    says: 'medium shop/p: selects by pod-template-hash, which does not stay the same',
    silent: [{ policies: [ingress()] }],
  },
  {
    code: 'lint-isolates-ingress-too',
    what: 'egress rules without policyTypes (P3-6)',
    found: { policies: [manifest('shop/p', { ...WEB_ONLY, egress: [{ to: [TO_API] }] })] },
    says: 'medium shop/p: has egress rules and no policyTypes, and so blocks all ingress to its pods as well',
    silent: [
      { policies: [egress({ to: [TO_API] })] },
      { policies: [manifest('shop/p', { ...WEB_ONLY, ingress: [{}], egress: [{ to: [TO_API] }] })] },
      { policies: [manifest('shop/p', WEB_ONLY)] },
    ],
  },
  ...(
    [
      ['calico', 'low shop/p: policyTypes leaves egress out, and its rules do nothing'],
      [
        'cilium',
        'medium shop/p: policyTypes leaves egress out, and Cilium enforces its rules all the same: the pods are isolated',
      ],
      [
        'ovn-kubernetes',
        'medium shop/p: policyTypes leaves egress out, and OVN-Kubernetes adds its rules to what other policies allow',
      ],
      [
        'ack-poseidon',
        'medium shop/p: policyTypes leaves egress out, and nobody documents what ACK Poseidon does with its rules',
      ],
    ] as const
  ).map(
    ([dataplane, says]): LintCase => ({
      code: 'lint-undeclared-rules',
      what: `rules in an undeclared direction on ${dataplane}`,
      found: { policies: [manifest('shop/p', { ...WEB_ONLY, policyTypes: ['Ingress'], egress: [{}] })], dataplane },
      says,
      silent: [{ policies: [egress({})], dataplane }],
    }),
  ),
  {
    code: 'lint-dns-blocked',
    what: 'egress without DNS (C4-3, G11)',
    found: { policies: [egress({ to: [TO_API] })], dns: DNS },
    says: 'high shop/p: shop/web cannot ask DNS: egress is isolated without a rule for it',
    silent: [
      { policies: [egress({ to: [TO_API] }, { to: [DNS_PEER], ports: [UDP_53, TCP_53] })], dns: DNS },
      { policies: [ingress()], dns: DNS },
      { policies: [egress({ to: [TO_API] })] },
    ],
  },
  {
    code: 'lint-dns-blocked',
    what: 'UDP only (P3-5, G8, G20)',
    found: { policies: [egress({ to: [DNS_PEER], ports: [UDP_53] })], dns: DNS },
    says: 'low shop/p: shop/web can ask DNS over UDP only: large answers are lost',
    silent: [{ policies: [egress({ to: [DNS_PEER] })], dns: DNS }],
  },
  {
    code: 'lint-dns-blocked',
    what: 'DNS by an ipBlock that never matches pods (P4-1)',
    found: { policies: [egress({ to: [block('10.0.0.0/8')] })], dns: DNS, dataplane: 'cilium' },
    says: /^high shop\/p: shop\/web cannot ask DNS/,
    silent: [{ policies: [egress({ to: [block('10.0.0.0/8')] })], dns: DNS, dataplane: 'calico' }],
  },
  {
    code: 'lint-dns-blocked',
    what: 'pods that may reach nothing',
    found: { policies: [egress()], dns: DNS },
    says: 'low shop/p: shop/web may reach nothing, DNS included',
    silent: [],
  },
  {
    code: 'lint-dns-blocked',
    what: 'a policy that cannot be read',
    found: { policies: [egress({ to: [{ podSelektor: {} }] })], dns: DNS },
    says: 'medium shop/p: shop/web may not be able to ask DNS: nobody can say',
    silent: [],
  },
  {
    code: 'lint-dns-blocked',
    what: 'a cache on the node',
    found: {
      policies: [egress({ to: [DNS_PEER] })],
      dns: { ...DNS, localAddresses: ['169.254.20.10'] },
      dataplane: 'cilium',
    },
    says: /^medium shop\/p: shop\/web .* the DNS cache on its node, which no pod selector names$/,
    silent: [{ policies: [egress({})], dns: { ...DNS, localAddresses: ['169.254.20.10'] }, dataplane: 'cilium' }],
  },
  ...([['ack-poseidon', '100.64.0.0/10']] as const).map(([dataplane, range]): LintCase => {
    const balanced = { ...FRONT, isLoadBalancer: true };
    const open = (...from: readonly object[]) => ingress({ from, ports: [{ port: 8080 }] });
    return {
      code: 'lint-health-checks',
      what: 'a load balancer whose health checks are shut out (P2)',
      found: { policies: [open(TO_API)], pods: [LISTENING], services: [balanced], dataplane },
      says: `high shop/p: lets no health check from ${range} to port 8080 of the pods of Service shop/front`,
      silent: [
        { policies: [open(TO_API, block(range))], pods: [LISTENING], services: [balanced], dataplane },
        { policies: [open(TO_API)], pods: [LISTENING], services: [FRONT], dataplane },
        { policies: [open(TO_API)], pods: [LISTENING], services: [balanced], dataplane: 'calico' },
      ],
    };
  }),
  {
    code: 'lint-order-conflict',
    what: 'two priorities that are one',
    found: { policies: [admin('a', 'Allow'), admin('b', 'Deny')] },
    says: 'medium AdminNetworkPolicy a: has the priority of AdminNetworkPolicy b, which selects the same pods, and they disagree in ingress',
    silent: [
      { policies: [admin('a', 'Deny'), admin('b', 'Deny')] },
      {
        policies: [admin('a', 'Allow'), { ...admin('b', 'Deny'), spec: { ...admin('b', 'Deny').spec, priority: 11 } }],
      },
      { policies: [admin('a', 'Allow'), admin('b', 'Deny')], pods: [] },
    ],
  },
  {
    code: 'lint-denials-isolate',
    what: 'a Cilium policy of denials',
    found: {
      policies: [cilium('c', { egressDeny: [{ toCIDR: ['192.0.2.0/24'] }] })],
      dataplane: 'cilium',
    },
    says: /^high CiliumNetworkPolicy shop\/c: has only denials for egress, and no policy allows its pods anything/,
    silent: [
      {
        policies: [cilium('c', { egressDeny: [{ toCIDR: ['192.0.2.0/24'] }], enableDefaultDeny: { egress: false } })],
        dataplane: 'cilium',
      },
      { policies: [cilium('c', { egressDeny: [{ toCIDR: ['192.0.2.0/24'] }], egress: [{}] })], dataplane: 'cilium' },
      { policies: [cilium('c', { egressDeny: [{ toCIDR: ['192.0.2.0/24'] }] }), egress({})], dataplane: 'cilium' },
    ],
  },
  {
    code: 'lint-denial-wins',
    what: 'a denial over a NetworkPolicy',
    found: {
      policies: [cilium('c', { egressDeny: [{ toCIDR: ['192.0.2.0/24'] }] }), egress({})],
      dataplane: 'cilium',
    },
    says: 'info CiliumNetworkPolicy shop/c: its denials for egress win over what NetworkPolicy shop/p allows to the same pods',
    silent: [{ policies: [cilium('c', { egress: [{}] }), egress({})], dataplane: 'cilium' }],
  },
  {
    code: 'lint-misleading-name',
    what: 'a deny that lists what is allowed (P4-10)',
    found: {
      policies: [manifest('shop/deny-public-net', { podSelector: {}, ingress: [{ from: [block('0.0.0.0/0')] }] })],
    },
    says: 'info shop/deny-public-net: is named after denying, and is a list of what is allowed',
    silent: [{ policies: [manifest('shop/deny-all', { podSelector: {} })] }],
  },
  {
    code: 'lint-misleading-name',
    what: 'an allow that isolates (G8)',
    found: {
      policies: [manifest('shop/allow-dns', { ...WEB_ONLY, policyTypes: ['Egress'], egress: [{ to: [DNS_PEER] }] })],
    },
    says: 'info shop/allow-dns: is named after allowing, and alone blocks all other egress of its pods',
    silent: [
      {
        policies: [
          manifest('shop/allow-dns', { ...WEB_ONLY, policyTypes: ['Egress'], egress: [{ to: [DNS_PEER] }] }),
          manifest('shop/default', { podSelector: {}, policyTypes: ['Egress'] }),
        ],
      },
      { policies: [manifest('shop/allow-all', { podSelector: {}, ingress: [{}] })] },
    ],
  },
  {
    code: 'lint-duplicate',
    what: 'two policies that are one',
    found: { policies: [manifest('shop/a', WEB_ONLY), manifest('shop/b', WEB_ONLY)] },
    says: 'info shop/b: says the same as shop/a',
    silent: [{ policies: [manifest('shop/a', WEB_ONLY), manifest('kube-system/b', WEB_ONLY)] }],
  },
];
