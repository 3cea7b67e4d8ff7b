// What an export says of a cluster: kinds of nodes, clouds, the lowest kubelet, agents and unusual pods.
import { describe, expect, it } from 'vitest';
import { clusterFacts, lowestKubelet } from '../../../lib/policy/dataplanes/cluster-facts.ts';
import type { Node } from '../../../lib/sources/kubernetes-objects.ts';
import { clusterPod, facts, node, snapshot } from './cluster.ts';

const kubelet = (...versions: readonly string[]) =>
  lowestKubelet(facts({ nodes: versions.map((kubeletVersion, index) => node(`n${index}`, { kubeletVersion })) }).nodes);

describe('clusterFacts', () => {
  it.each<[string, Partial<Node>, readonly string[]]>([
    ['an ordinary node', {}, []],
    ['an exclusive-ENI node', { labels: { 'k8s.aliyun.com/exclusive-mode-eni-type': 'eniOnly' } }, ['exclusive-eni']],
    ['a virtual node by its label', { labels: { type: 'virtual-kubelet' } }, ['virtual']],
    ['a virtual node by its taint', { taints: ['virtual-kubelet.io/provider'] }, ['virtual']],
    ['Fargate', { labels: { 'eks.amazonaws.com/compute-type': 'fargate' } }, ['fargate']],
    ['an EC2 node of EKS', { labels: { 'eks.amazonaws.com/compute-type': 'ec2' } }, []],
    ['a hybrid node', { labels: { 'eks.amazonaws.com/compute-type': 'hybrid' } }, ['hybrid']],
  ])('knows %s', (_name, fields, kinds) => {
    expect(facts({ nodes: [node('n1', fields)] }).nodes[0]?.kinds).toEqual(kinds);
  });

  it.each<[Partial<Node>, readonly string[]]>([
    [{ providerId: 'aws:///eu-west-1a/i-1' }, ['aws']],
    [{ providerId: 'cn-hangzhou.i-bp1' }, ['alibaba']],
    [{ kubeletVersion: 'v1.30.1-aliyun.1' }, ['alibaba']],
    [{ kubeletVersion: 'v1.29.10-r0' }, ['huawei']],
    [{ kubeletVersion: 'v1.30.4+rke2r1' }, []],
    [{ providerId: 'kind://docker/kind/n1' }, []],
  ])('knows the cloud of %j', (fields, clouds) => {
    expect(facts({ nodes: [node('n1', fields)] }).clouds).toEqual(clouds);
  });

  it('takes the newest export’s word of each node, and pods of the newest only', () => {
    const { nodes, pods } = clusterFacts([
      snapshot({ nodes: [node('b', { kernelVersion: '4.14' }), node('a')], pods: [clusterPod('shop/old')] }),
      snapshot({ nodes: [node('b', { kernelVersion: '5.10' })], pods: [clusterPod('shop/new')] }),
    ]);

    expect(nodes.map(({ name, kernel }) => [name, kernel])).toEqual([
      ['a', undefined],
      ['b', '5.10'],
    ]);
    expect(pods.map(({ id }) => id)).toEqual(['shop/new']);
  });

  it('takes the system from the kubelet, else from the label', () => {
    const labels = { 'kubernetes.io/os': 'windows' };
    const { nodes } = facts({ nodes: [node('a', { labels }), node('b', { labels, operatingSystem: 'linux' })] });

    expect(nodes.map(({ system }) => system)).toEqual(['windows', 'linux']);
  });
});

describe('lowestKubelet', () => {
  it.each<[readonly string[], string | undefined]>([
    [[], undefined],
    [['v1.30.1'], 'v1.30.1'],
    [['v1.31.0', 'v1.9.10', 'v1.30.2'], 'v1.9.10'],
    [['v1.27.16-r30', 'v1.27.16-r4'], 'v1.27.16-r4'],
  ])('of %j is %s', (versions, lowest) => {
    expect(kubelet(...versions)).toBe(lowest);
  });
});
