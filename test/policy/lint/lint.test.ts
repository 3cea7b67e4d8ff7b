import { describe, expect, it } from 'vitest';
import { LINT_CHECKS } from '../../../lib/policy/lint/checks.ts';
import { containerPort, manifest, pod } from '../policy-world.ts';
import { DNS_POD, lint, NAMESPACES, said, service, servicePort, WEB, type World } from './lint-world.ts';

const WEB_ONLY = { podSelector: { matchLabels: { app: 'web' } } };
const TO_API = { podSelector: { matchLabels: { app: 'api' } } };

function ingress(...rules: readonly object[]): unknown {
  return manifest('shop/p', { ...WEB_ONLY, policyTypes: ['Ingress'], ingress: rules });
}

function egress(...rules: readonly object[]): unknown {
  return manifest('shop/p', { ...WEB_ONLY, policyTypes: ['Egress'], egress: rules });
}

const block = (cidr: string, ...except: readonly string[]) => ({
  ipBlock: { cidr, ...(except.length === 0 ? {} : { except }) },
});

const cilium = (name: string, spec: object) => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { namespace: 'shop', name },
  spec: { endpointSelector: { matchLabels: { app: 'web' } }, ...spec },
});

const admin = (name: string, action: string) => ({
  apiVersion: 'policy.networking.k8s.io/v1alpha1',
  kind: 'AdminNetworkPolicy',
  metadata: { name },
  spec: {
    priority: 10,
    subject: { namespaces: {} },
    ingress: [{ name: 'r', action, from: [{ namespaces: {} }] }],
  },
});

const DNS = {
  pods: [DNS_POD],
  ports: [
    { protocol: 'UDP' as const, port: 53 },
    { protocol: 'TCP' as const, port: 53 },
  ],
  localAddresses: [],
};
const DNS_PEER = { namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } };
const UDP_53 = { protocol: 'UDP', port: 53 };
const TCP_53 = { protocol: 'TCP', port: 53 };

const LISTENING = pod('shop/web', {
  labels: { app: 'web' },
  addresses: ['10.0.1.1'],
  ports: [containerPort(8080, 'http')],
});
const FRONT = service('shop/front', {
  selector: { app: 'web' },
  ports: [servicePort(80, 'http')],
  addresses: ['172.20.0.5'],
});
const NODES = [{ kind: 'node' as const, name: 'n1', addresses: ['10.0.0.1'] }];
const PORTS_25 = Array.from({ length: 25 }, (_, index) => ({ port: 8000 + index }));

interface Case {
  readonly code: string;
  readonly what: string;
  readonly found: World;
  /** The worst finding, as `severity subject: message`. */
  readonly says: string | RegExp;
  /** Worlds in which the code is not found. */
  readonly silent: readonly World[];
}

const CASES: readonly Case[] = [
  {
    code: 'lint-api-not-enforced',
    what: "another dataplane's API",
    found: { policies: [cilium('c', { ingress: [{}] })], dataplane: 'calico' },
    says: /^high CiliumNetworkPolicy shop\/c: has no effect: Calico does not enforce it$/,
    silent: [
      { policies: [cilium('c', { ingress: [{}] })], dataplane: 'cilium' },
      { policies: [ingress()], dataplane: 'flannel' },
    ],
  },
  {
    code: 'lint-policy-refused',
    what: 'named ports on Weave Net',
    found: { policies: [ingress({ ports: [{ port: 'http' }] })], dataplane: 'weave' },
    says: 'high shop/p: has no effect: Weave Net drops policies with named ports',
    silent: [
      { policies: [ingress({ ports: [{ port: 80 }] })], dataplane: 'weave' },
      { policies: [ingress({ ports: [{ port: 'http' }] })], dataplane: 'calico' },
    ],
  },
  {
    code: 'lint-policy-refused',
    what: 'IPv6 blocks on Azure NPM',
    found: { policies: [ingress({ from: [block('2001:db8::/32')] })], dataplane: 'azure-npm' },
    says: /^high shop\/p: has no effect: .* drops policies with IPv6 blocks$/,
    silent: [{ policies: [ingress({ from: [block('192.0.2.0/24')] })], dataplane: 'azure-npm' }],
  },
  {
    code: 'policy-not-evaluated',
    what: 'an API that is not evaluated',
    found: {
      policies: [{ apiVersion: 'crd.antrea.io/v1beta1', kind: 'ClusterNetworkPolicy', metadata: { name: 'a' } }],
    },
    says: /^low ClusterNetworkPolicy.crd.antrea.io a: .* is not evaluated/,
    silent: [{ policies: [ingress()] }],
  },
  {
    code: 'lint-host-network',
    what: 'hostNetwork pods',
    found: {
      policies: [manifest('shop/p', { podSelector: {} })],
      pods: [WEB, pod('shop/agent', { hostNetwork: true })],
    },
    says: 'low shop/p: selects hostNetwork pods, on which it has no effect: shop/agent',
    silent: [{ policies: [ingress()], pods: [WEB, pod('shop/agent', { hostNetwork: true })] }],
  },
  {
    code: 'lint-too-many-policies',
    what: '40 policies on Poseidon',
    found: {
      policies: Array.from({ length: 40 }, (_, i) => manifest(`shop/p${i}`, WEB_ONLY)),
      dataplane: 'ack-poseidon',
    },
    says: 'medium ack-poseidon: the cluster has 40 policies, and ACK Poseidon should have fewer than 40',
    silent: [
      { policies: Array.from({ length: 39 }, (_, i) => manifest(`shop/p${i}`, WEB_ONLY)), dataplane: 'ack-poseidon' },
      { policies: Array.from({ length: 40 }, (_, i) => manifest(`shop/p${i}`, WEB_ONLY)), dataplane: 'calico' },
    ],
  },
  {
    code: 'lint-too-many-blocks',
    what: 'five blocks on Azure NPM',
    found: { policies: [egress({ to: [1, 2, 3, 4, 5].map((n) => block(`192.0.2.${n}/32`)) })], dataplane: 'azure-npm' },
    says: /^medium shop\/p: has 5 blocks/,
    silent: [
      { policies: [egress({ to: [1, 2, 3, 4].map((n) => block(`192.0.2.${n}/32`)) })], dataplane: 'azure-npm' },
      { policies: [egress({ to: [1, 2, 3, 4, 5].map((n) => block(`192.0.2.${n}/32`)) })], dataplane: 'calico' },
    ],
  },
  {
    code: 'lint-too-many-ports',
    what: '25 ports for one peer on EKS, over two rules',
    found: {
      policies: [egress({ to: [TO_API], ports: PORTS_25.slice(0, 13) }, { to: [TO_API], ports: PORTS_25.slice(13) })],
      dataplane: 'eks',
    },
    says: /^high shop\/p: pods with app=api .* has 25 port entries, and .* takes 24$/,
    silent: [
      { policies: [egress({ to: [TO_API], ports: PORTS_25.slice(0, 24) })], dataplane: 'eks' },
      { policies: [egress({ to: [TO_API], ports: PORTS_25 })], dataplane: 'calico' },
    ],
  },
  {
    code: 'lint-block-misses-cluster',
    what: 'private blocks meant for pods (probes P4-1, G6)',
    found: { policies: [egress({ to: [block('10.0.0.0/8')] })], dataplane: 'ack-terway-ebpf' },
    says: /^medium shop\/p: ipBlock 10.0.0.0\/8 covers pods \(kube-system\/coredns, shop\/api, shop\/web\), with which .* never compares it$/,
    silent: [
      { policies: [egress({ to: [block('10.0.0.0/8')] })], dataplane: 'ack-terway-iptables' },
      { policies: [egress({ to: [block('192.168.0.0/16')] })], dataplane: 'cilium' },
      { policies: [egress({ to: [block('10.0.0.0/16', '10.0.1.0/24', '10.0.9.0/24')] })], dataplane: 'cilium' },
    ],
  },
  {
    code: 'lint-block-misses-cluster',
    what: 'nodes',
    found: { policies: [ingress({ from: [block('10.0.0.1/32')] })], nodes: NODES, dataplane: 'azure-cilium' },
    says: /^medium shop\/p: ipBlock 10.0.0.1\/32 covers nodes \(n1\)/,
    silent: [{ policies: [ingress({ from: [block('10.0.0.1/32')] })], nodes: NODES, dataplane: 'calico' }],
  },
  {
    code: 'lint-block-opens-cluster',
    what: 'private blocks that admit every pod (G6)',
    found: { policies: [ingress({ from: [block('10.0.0.0/8')] })], dataplane: 'calico' },
    says: 'low shop/p: ipBlock 10.0.0.0/8 opens the way for pods with addresses in it (now kube-system/coredns, shop/api, shop/web)',
    silent: [
      { policies: [ingress({ from: [block('10.0.0.0/8')] })], dataplane: 'cilium' },
      { policies: [ingress({ from: [block('192.0.2.0/24')] })], dataplane: 'calico' },
    ],
  },
  {
    code: 'lint-block-unclear',
    what: 'nodes on Poseidon',
    found: { policies: [ingress({ from: [block('10.0.0.0/24')] })], nodes: NODES, dataplane: 'ack-poseidon' },
    says: /^medium shop\/p: ipBlock 10.0.0.0\/24 covers nodes \(n1\), and nobody documents/,
    silent: [{ policies: [ingress({ from: [block('10.0.0.0/24')] })], nodes: NODES, dataplane: 'calico' }],
  },
  {
    code: 'lint-any-block',
    what: 'anywhere on an identity-based dataplane (P4-5)',
    found: { policies: [ingress({ from: [block('0.0.0.0/0')] })], dataplane: 'cilium' },
    says: 'low shop/p: 0.0.0.0/0 means no pod and no node on Cilium: only addresses outside the cluster',
    silent: [{ policies: [ingress({})], dataplane: 'cilium' }],
  },
  {
    code: 'lint-any-block',
    what: 'anywhere where addresses are compared (G15)',
    found: { policies: [ingress({ from: [block('0.0.0.0/0')] })], dataplane: 'calico' },
    says: 'info shop/p: 0.0.0.0/0 means every pod and node as well, not only what is outside the cluster',
    silent: [{ policies: [ingress({ from: [block('0.0.0.0/1')] })], dataplane: 'calico' }],
  },
  {
    code: 'lint-service-block',
    what: 'a block of Service addresses alone',
    found: { policies: [egress({ to: [block('172.20.0.0/16')] })], services: [FRONT], dataplane: 'calico' },
    says: /^medium shop\/p: ipBlock 172.20.0.0\/16 covers addresses of Services \(shop\/front\) and of no pod/,
    silent: [
      { policies: [egress({ to: [block('172.20.0.0/16')] })], services: [FRONT], dataplane: 'eks' },
      { policies: [egress({ to: [block('192.0.2.0/24')] })], services: [FRONT], dataplane: 'calico' },
    ],
  },
  {
    code: 'lint-service-block',
    what: 'on EKS, a block of the pods alone',
    found: { policies: [egress({ to: [block('10.0.0.0/16')] })], services: [FRONT], dataplane: 'eks' },
    says: /^medium shop\/p: ipBlock 10.0.0.0\/16 covers pods behind Service shop\/front and not its address/,
    silent: [{ policies: [egress({ to: [block('10.0.0.0/16')] })], services: [FRONT], dataplane: 'calico' }],
  },
  {
    code: 'lint-service-block',
    what: 'on EKS, the port of the pods beside a block',
    found: {
      policies: [egress({ to: [block('10.0.0.0/8'), block('172.16.0.0/12')], ports: [{ port: 8080 }] })],
      pods: [{ ...LISTENING, addresses: ['172.16.0.7'] }],
      services: [FRONT],
      dataplane: 'eks',
    },
    says: /^medium shop\/p: the rule has the port of the pods behind Service shop\/front and not port 80 of the Service/,
    silent: [
      {
        policies: [egress({ to: [block('172.16.0.0/12')], ports: [{ port: 8080 }, { port: 80 }] })],
        pods: [{ ...LISTENING, addresses: ['172.16.0.7'] }],
        services: [FRONT],
        dataplane: 'eks',
      },
    ],
  },
  {
    code: 'lint-block-unsupported',
    what: 'ingress ipBlock on a CCE tunnel cluster (CP-1)',
    found: { policies: [ingress({ from: [block('192.0.2.0/24')] })], dataplane: 'cce-tunnel' },
    says: /^high shop\/p: ipBlock 192.0.2.0\/24 in ingress: CCE tunnel network is not documented to support it there$/,
    silent: [
      {
        policies: [egress({ to: [block('192.0.2.0/24')] })],
        dataplane: 'cce-tunnel',
        versions: { kubernetes: '1.28' },
      },
      { policies: [ingress({ from: [block('192.0.2.0/24')] })], dataplane: 'calico' },
    ],
  },
  {
    code: 'lint-block-family',
    what: 'IPv6 on Poseidon',
    found: { policies: [egress({ to: [block('2001:db8::/32')] })], dataplane: 'ack-poseidon' },
    says: /^medium shop\/p: block 2001:db8::\/32: nobody documents what ACK Poseidon does with IPv6 blocks$/,
    silent: [
      { policies: [egress({ to: [block('192.0.2.0/24')] })], dataplane: 'ack-poseidon' },
      { policies: [egress({ to: [block('2001:db8::/32')] })], dataplane: 'antrea' },
    ],
  },
  {
    code: 'lint-block-family',
    what: 'the other family on EKS',
    found: { policies: [egress({ to: [block('2001:db8::/32')] })], dataplane: 'eks' },
    says: /^low shop\/p: block 2001:db8::\/32: .* ignores it, as the pods have no IPv6 address$/,
    silent: [
      {
        policies: [egress({ to: [block('2001:db8::/32')] })],
        pods: [{ ...WEB, addresses: ['2001:db8::1'] }],
        dataplane: 'eks',
      },
    ],
  },
  {
    code: 'lint-except',
    what: 'an exception that EKS denies elsewhere too (C3-6)',
    found: {
      policies: [
        egress({ to: [block('192.0.2.0/24', '192.0.2.8/32')] }),
        manifest('shop/q', { ...WEB_ONLY, policyTypes: ['Egress'], egress: [{ to: [block('192.0.2.0/24')] }] }),
      ],
      dataplane: 'eks',
    },
    says: /^medium shop\/p: 192.0.2.0\/24 except 192.0.2.8\/32: .* denies these also where another rule allows/,
    silent: [
      { policies: [egress({ to: [block('192.0.2.0/24', '192.0.2.8/32')] })], dataplane: 'eks' },
      { policies: [egress({ to: [block('192.0.2.0/24', '192.0.2.8/32')] })], dataplane: 'calico' },
    ],
  },
  {
    code: 'lint-except',
    what: 'an exception beside another block on kube-router (G10)',
    found: {
      policies: [egress({ to: [block('192.0.2.0/24', '192.0.2.8/32'), block('192.0.2.8/30')] })],
      dataplane: 'kube-router',
    },
    says: /may take these out of the other blocks of the rule as well$/,
    silent: [{ policies: [egress({ to: [block('192.0.2.0/24', '192.0.2.8/32')] })], dataplane: 'kube-router' }],
  },
  {
    code: 'lint-except',
    what: 'exceptions on CCE (C3-2)',
    found: { policies: [egress({ to: [block('172.16.0.0/16', '172.16.0.40/32')] })], dataplane: 'cce-vpc' },
    says: /nobody documents what .* does with exceptions$/,
    silent: [{ policies: [egress({ to: [block('172.16.0.0/16')] })], dataplane: 'cce-vpc' }],
  },
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
    silent: [{ policies: [egress({ to: [TO_API], ports: [{ port: 'http' }] })], dataplane: 'eks' }],
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
    ([dataplane, says]): Case => ({
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
  ...([['ack-poseidon', '100.64.0.0/10']] as const).map(([dataplane, range]): Case => {
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

describe('lint of policies', () => {
  describe.each(CASES)('$code: $what', ({ code, found, says, silent }) => {
    it('is found', () => {
      expect(said(code, found)).toEqual([typeof says === 'string' ? says : expect.stringMatching(says)]);
    });

    it('is not found where there is nothing to find', () => {
      expect(silent.map((world) => said(code, world))).toEqual(silent.map(() => []));
    });
  });

  it('has a case for every check', () => {
    expect(new Set(CASES.map(({ code }) => code))).toEqual(new Set(LINT_CHECKS.map(({ code }) => code)));
  });

  it('says nothing of an empty cluster, of policies that are in order, and of a cluster that is not known', () => {
    const plain = egress({ to: [TO_API] }, { to: [DNS_PEER], ports: [UDP_53, TCP_53] });

    expect(lint({ policies: [] })).toEqual([]);
    expect(lint({ policies: [plain], dns: DNS })).toEqual([]);
  });

  it('makes one finding of all that it has to say about a policy: the gravest, its place, and where else', () => {
    const [finding, ...others] = lint({
      policies: [
        ingress(
          { ports: [{ port: 'http' }] },
          { ports: [{ port: 1, endPort: 3 }] },
          { ports: [{ port: 5, endPort: 9 }] },
        ),
      ],
      dataplane: 'ovn-kubernetes',
    }).filter(({ code }) => code !== 'lint-port-name-undeclared');
    const ranges = lint({
      policies: [ingress({ ports: [{ port: 1, endPort: 3 }] }, { ports: [{ port: 5, endPort: 9 }] })],
      dataplane: 'weave',
    });

    expect([finding?.code, finding?.place, others]).toEqual(['lint-named-port', { source: 'policies.yaml#0' }, []]);
    expect(ranges).toEqual([
      {
        code: 'lint-end-port',
        severity: 'high',
        subject: 'shop/p',
        place: { source: 'policies.yaml#0' },
        message: 'port 1-3/TCP: Weave Net takes 1 alone (and 1 more of the kind)',
        mend: 'write each port on its own',
        evidence: { at: ['spec.ingress[0]', 'spec.ingress[1]'], cases: 2 },
      },
    ]);
  });

  it('names the namespace that is meant', () => {
    const [finding] = lint({
      policies: [ingress({ from: [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }] })],
    });

    expect(finding?.mend).toBe(
      'write kubernetes.io/metadata.name: monitoring, which every namespace carries, or label the namespace',
    );
  });
});

describe('pods that are not known', () => {
  it('are not said to be selected by nothing', () => {
    const policies = [ingress()];

    expect(lint({ policies, pods: 'unknown', dns: DNS })).toEqual([]);
    expect(lint({ policies, pods: [] }).map(({ code }) => code)).toEqual(['lint-selects-nothing']);
  });
});
