// Cases of lint, first half: found, and not found.
import { manifest, pod } from '../policy-world.ts';
import {
  block,
  cilium,
  egress,
  FRONT,
  ingress,
  LISTENING,
  type LintCase,
  NODES,
  PORTS_25,
  TO_API,
  WEB_ONLY,
} from './lint-parts.ts';
import { WEB } from './lint-world.ts';

const NOT_DEV = { key: 'team', operator: 'NotIn', values: ['dev'] };
const ALL_BUT_DEV = { namespaceSelector: { matchExpressions: [NOT_DEV] } };
/** As the mend says. */
const ALL_BUT_DEV_HELD = {
  namespaceSelector: { matchExpressions: [NOT_DEV, { key: 'kubernetes.io/metadata.name', operator: 'Exists' }] },
};
const EXCLUDED_PODS = {
  namespaceSelector: {},
  podSelector: { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] },
};

export const FIRST_CASES: readonly LintCase[] = [
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
    code: 'lint-excluding-selector',
    what: 'all namespaces but one, on a Cilium that lets in what is in none',
    found: { policies: [egress({ to: [ALL_BUT_DEV] })], dataplane: 'cilium', versions: { dataplane: '1.18.4' } },
    says: 'high shop/p: a namespaceSelector only excludes: Cilium lets nodes and outside addresses through by it as well',
    silent: [
      { policies: [egress({ to: [ALL_BUT_DEV] })], dataplane: 'cilium', versions: { dataplane: '1.19.0' } },
      { policies: [egress({ to: [ALL_BUT_DEV] })], dataplane: 'calico' },
      ...[ALL_BUT_DEV_HELD, { ...ALL_BUT_DEV, podSelector: { matchLabels: { app: 'api' } } }, EXCLUDED_PODS].map(
        (peer) => ({
          policies: [egress({ to: [peer] })],
          ...{ dataplane: 'cilium', versions: { dataplane: '1.18.4' } },
        }),
      ),
    ],
  },
  {
    code: 'lint-excluding-selector',
    what: 'all namespaces but one, where nobody documents it',
    found: { policies: [ingress({ from: [{ ...ALL_BUT_DEV, podSelector: {} }] })], dataplane: 'gke-dpv2' },
    says: /^medium shop\/p: .*: nobody documents whether GKE Dataplane V2 lets nodes and outside addresses through by it$/,
    silent: [{ policies: [ingress({ from: [ALL_BUT_DEV_HELD] })], dataplane: 'gke-dpv2' }],
  },
];
