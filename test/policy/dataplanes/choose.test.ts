// Which profile a pod has: the precondition cases of the vendors' documents, and facts that nobody has.
import { describe, expect, it } from 'vitest';
import type { Node } from '../../../lib/sources/kubernetes-objects.ts';
import { pod } from '../policy-world.ts';
import { choose, enforcement, faults, node } from './cluster.ts';

const EXCLUSIVE = { labels: { 'k8s.aliyun.com/exclusive-mode-eni-type': 'eniOnly' } };
const VIRTUAL = { labels: { type: 'virtual-kubelet' } };
const OLD = { kernelVersion: '4.18.0-80.el8.x86_64' };
const NEW = { kernelVersion: '5.10.134-16.1.al8.x86_64' };
const LINUX = { ...NEW, operatingSystem: 'linux' };
const ENFORCED = 'denied denied';
const NOT = 'allowed allowed';
const OPEN = 'unknown unknown';

interface Case {
  readonly name: string;
  readonly dataplane: string;
  /** Undefined: the export has no nodes. */
  readonly node: Partial<Node> | undefined;
  readonly runtimeClass?: string;
  readonly standalone?: true;
  readonly expected: string;
  /** Of the finding that says why. */
  readonly code?: string;
}

const CASES: readonly Case[] = [
  { name: 'Terway eBPF', dataplane: 'ack-terway-ebpf', node: NEW, expected: ENFORCED },
  {
    name: 'exclusive-ENI node',
    dataplane: 'ack-terway-ebpf',
    node: { ...NEW, ...EXCLUSIVE },
    expected: NOT,
    code: 'dataplane-node-kind',
  },
  {
    name: 'exclusive-ENI node, iptables',
    dataplane: 'ack-terway-iptables',
    node: { ...OLD, ...EXCLUSIVE },
    expected: NOT,
    code: 'dataplane-node-kind',
  },
  {
    name: 'old kernel, born with eBPF',
    dataplane: 'ack-terway-ebpf,initial=1.9.0',
    node: OLD,
    expected: NOT,
    code: 'dataplane-kernel',
  },
  {
    name: 'old kernel, switched to eBPF',
    dataplane: 'ack-terway-ebpf,initial=1.8.9',
    node: OLD,
    expected: ENFORCED,
    code: 'dataplane-kernel',
  },
  {
    name: 'old kernel, origin not known',
    dataplane: 'ack-terway-ebpf',
    node: OLD,
    expected: OPEN,
    code: 'dataplane-kernel',
  },
  { name: 'kernel not known, born with eBPF', dataplane: 'ack-terway-ebpf,initial=1.9.0', node: {}, expected: OPEN },
  {
    name: 'kernel not known, switched to eBPF',
    dataplane: 'ack-terway-ebpf,initial=1.8.9',
    node: {},
    expected: ENFORCED,
  },
  {
    name: 'kernel given',
    dataplane: 'ack-terway-ebpf,kernel=4.18,initial=1.9.0',
    node: NEW,
    expected: NOT,
    code: 'dataplane-kernel',
  },
  { name: 'no nodes in the export', dataplane: 'ack-terway-ebpf', node: undefined, expected: OPEN },
  { name: 'no nodes, all said to be fit', dataplane: 'ack-terway-ebpf,nodes=met', node: undefined, expected: ENFORCED },
  {
    name: 'node not restarted',
    dataplane: 'ack-terway-iptables,restart-pending=n1',
    node: NEW,
    expected: NOT,
    code: 'dataplane-restart-pending',
  },
  {
    name: 'another node not restarted',
    dataplane: 'ack-terway-iptables,restart-pending=n2',
    node: NEW,
    expected: ENFORCED,
    code: 'dataplane-node-unlisted',
  },
  {
    name: 'no node restarted',
    dataplane: 'ack-terway,restart-pending=all',
    node: NEW,
    expected: NOT,
    code: 'dataplane-restart-pending',
  },
  {
    name: 'virtual node beside Terway',
    dataplane: 'ack-terway-ebpf',
    node: VIRTUAL,
    expected: OPEN,
    code: 'dataplane-node-kind',
  },
  { name: 'Poseidon on a virtual node', dataplane: 'ack-poseidon', node: VIRTUAL, expected: ENFORCED },
  {
    name: 'Poseidon on another node',
    dataplane: 'ack-poseidon',
    node: NEW,
    expected: OPEN,
    code: 'dataplane-node-kind',
  },
  {
    name: 'policies switched off',
    dataplane: 'ack-poseidon,policies=off',
    node: VIRTUAL,
    expected: NOT,
    code: 'dataplane-policies-off',
  },
  { name: 'CCE tunnel', dataplane: 'cce-tunnel,kubernetes=1.23', node: {}, expected: ENFORCED },
  {
    name: 'CCE tunnel before egress rules',
    dataplane: 'cce-tunnel,kubernetes=1.22.9',
    node: {},
    expected: 'denied allowed',
    code: 'dataplane-version-gate',
  },
  {
    name: 'CCE tunnel, version not known',
    dataplane: 'cce-tunnel',
    node: {},
    expected: 'denied unknown',
    code: 'dataplane-version-unknown',
  },
  {
    name: 'CCE tunnel, node not reset',
    dataplane: 'cce-tunnel,kubernetes=1.25,reset-pending=n1',
    node: {},
    expected: 'denied allowed',
    code: 'dataplane-restart-pending',
  },
  {
    name: 'CCE tunnel, lowest kubelet with egress rules',
    dataplane: 'cce-tunnel',
    node: { kubeletVersion: 'v1.25.3-r0' },
    expected: ENFORCED,
  },
  {
    name: 'CCE tunnel, lowest kubelet without',
    dataplane: 'cce-tunnel',
    node: { kubeletVersion: 'v1.21.1-r0' },
    expected: 'denied unknown',
    code: 'dataplane-version-unknown',
  },
  { name: 'secure container', dataplane: 'cce-tunnel,kubernetes=1.25', node: {}, runtimeClass: 'kata', expected: NOT },
  {
    name: 'common container by its class',
    dataplane: 'cce-tunnel,kubernetes=1.25',
    node: {},
    runtimeClass: 'runc',
    expected: ENFORCED,
  },
  {
    name: 'a class nobody knows',
    dataplane: 'cce-tunnel,kubernetes=1.25',
    node: {},
    runtimeClass: 'boxed',
    expected: OPEN,
  },
  {
    name: 'CCE VPC below its gate',
    dataplane: 'cce-vpc,kubernetes=v1.27.16-r10',
    node: {},
    expected: 'allowed unknown',
    code: 'dataplane-version-gate',
  },
  {
    name: 'CCE VPC at its gate',
    dataplane: 'cce-vpc,kubernetes=v1.27.16-r30',
    node: { osImage: 'Huawei Cloud EulerOS 2.0 (x86_64)' },
    expected: ENFORCED,
  },
  {
    name: 'CCE VPC on another system',
    dataplane: 'cce-vpc,kubernetes=v1.27.16-r30',
    node: { osImage: 'EulerOS 2.0 (SP9)' },
    expected: OPEN,
    code: 'dataplane-node-system',
  },
  { name: 'EKS', dataplane: 'eks', node: LINUX, expected: ENFORCED },
  {
    name: 'EKS on an old kernel',
    dataplane: 'eks',
    node: { kernelVersion: '5.4.1' },
    expected: OPEN,
    code: 'dataplane-kernel',
  },
  {
    name: 'EKS on Fargate',
    dataplane: 'eks',
    node: { labels: { 'eks.amazonaws.com/compute-type': 'fargate' } },
    expected: NOT,
    code: 'dataplane-node-kind',
  },
  {
    name: 'EKS on Windows',
    dataplane: 'eks',
    node: { operatingSystem: 'windows' },
    expected: NOT,
    code: 'dataplane-node-kind',
  },
  { name: 'EKS, pod without owner', dataplane: 'eks', node: LINUX, standalone: true, expected: NOT },
  { name: 'EKS, kernel not known', dataplane: 'eks', node: {}, expected: OPEN },
  {
    name: 'Calico on Windows',
    dataplane: 'calico',
    node: { operatingSystem: 'windows' },
    expected: OPEN,
    code: 'dataplane-node-system',
  },
  { name: 'Calico without nodes', dataplane: 'calico', node: undefined, expected: ENFORCED },
  { name: 'flannel', dataplane: 'flannel', node: {}, expected: NOT, code: 'dataplane-policies-inert' },
];

describe('chooseDataplane', () => {
  it.each(CASES)('$name: $expected', ({ dataplane, node: nodeFields, expected, code, ...subject }) => {
    const chosen = choose(dataplane, nodeFields === undefined ? {} : { nodes: [node('n1', nodeFields)] });

    expect(enforcement(chosen, { nodeName: 'n1', ...subject })).toBe(expected);
    expect(faults(chosen)).toEqual(code === undefined ? [] : [code]);
  });

  it('keeps the text that was asked for', () => {
    expect(choose('eks,kernel=6.1').dataplane.name).toBe('eks,kernel=6.1');
  });
});

describe('the semantics of a pod', () => {
  const semantics = (text: string, fields: Partial<Node>) =>
    choose(text, { nodes: [node('n1', fields)] }).dataplane.profileOf(pod('shop/web', { nodeName: 'n1' })).semantics;

  it.each([
    ['born at 1.8 without IPvlan, now 1.12: iptables', 'ack-terway@1.12.0,initial=1.8.2,mode=veth', NEW, 'yes'],
    ['born at 1.8 with IPvlan: eBPF', 'ack-terway@1.12.0,initial=1.8.2,mode=ipvlan', NEW, 'no'],
    ['the same on an old kernel: iptables', 'ack-terway@1.12.0,initial=1.8.2,mode=ipvlan', OLD, 'yes'],
    ['born at 1.9: eBPF', 'ack-terway,initial=1.9.0', NEW, 'no'],
    ['origin not known: either', 'ack-terway@1.12.0', NEW, 'unknown'],
    ['eBPF by name', 'ack-terway-ebpf', NEW, 'no'],
  ])('%s', (_name, text, fields, matchesPods) => {
    expect(semantics(text, fields).ipBlockMatchesPods).toBe(matchesPods);
  });

  it('of NPM on Windows are those of Linux as far as documented', () => {
    const windows = semantics('azure-npm', { operatingSystem: 'windows' });

    expect(windows).toMatchObject({
      ingressRules: 'enforced',
      except: 'unknown',
      sctp: 'unknown',
      policyTypes: 'strict',
    });
    expect(semantics('azure-npm', { operatingSystem: 'linux' }).except).toBe('hole');
  });
});

describe('two dataplanes at once', () => {
  const nodes = [node('ecs', NEW), node('virtual-a', VIRTUAL)];
  const both = choose('ack-poseidon+ack-terway-ebpf', { nodes });
  const profileOn = (nodeName: string | undefined, nodeClass?: string) =>
    both.dataplane.profileOf(pod('shop/web', { nodeName, ...(nodeClass === undefined ? {} : { nodeClass }) }));

  it('are chosen by the node of the pod', () => {
    expect(profileOn('ecs').name).toBe('ack-terway-ebpf');
    expect(profileOn('virtual-a').name).toBe('ack-poseidon');
    expect(profileOn('ecs').semantics.ipBlockMatchesPods).toBe('no');
    expect(profileOn('virtual-a').semantics.ipBlockMatchesPods).not.toBe('no');
  });

  it('are either where the node is left open or not listed', () => {
    for (const profile of [profileOn(undefined), profileOn('gone')]) {
      expect(profile.semantics.ipBlockMatchesPods).toBe('unknown');
    }
    expect(profileOn(undefined).semantics.ingressRules).toBe('enforced');
    expect(profileOn('gone').semantics.ingressRules).toBe('unknown');
  });

  it('are chosen by the class of the node where only that is known', () => {
    const classOf = both.dataplane.nodeClassOf ?? (() => '');

    expect(classOf('ecs')).not.toBe(classOf('virtual-a'));
    expect(profileOn(undefined, classOf('virtual-a'))).toBe(profileOn('virtual-a'));
    expect(profileOn(undefined, classOf('ecs'))).toBe(profileOn('ecs'));
  });

  it('can each be switched off', () => {
    const off = choose('ack-poseidon,policies=off+ack-terway-ebpf', { nodes });

    expect(enforcement(off, { nodeName: 'virtual-a' })).toBe(NOT);
    expect(enforcement(off, { nodeName: 'ecs' })).toBe(ENFORCED);
  });

  it('list every profile, the plain ones first', () => {
    expect(both.dataplane.profiles.slice(0, 2).map(({ name }) => name)).toEqual(['ack-poseidon', 'ack-terway-ebpf']);
  });
});

describe('classes of nodes', () => {
  it('are none where nodes make no difference', () => {
    expect(choose('calico', { nodes: [node('a'), node('b')] }).dataplane.nodeClassOf).toBeUndefined();
    expect(choose('upstream').dataplane.nodeClassOf).toBeUndefined();
  });

  it('tell the kernels that matter apart, not others', () => {
    const nodes = [node('a', NEW), node('b', { kernelVersion: '6.6.1' }), node('c', OLD)];
    const classOf = choose('eks', { nodes }).dataplane.nodeClassOf ?? ((name: string) => name);

    expect(classOf('a')).toBe(classOf('b'));
    expect(classOf('c')).not.toBe(classOf('a'));
  });

  it('give the same profile for the same question', () => {
    const { dataplane } = choose('eks', { nodes: [node('a', NEW), node('c', OLD)] });
    const open = () => dataplane.profileOf(pod('shop/web'));

    expect(open()).toBe(open());
    expect(open().semantics.ingressRules).toBe('unknown');
  });
});
