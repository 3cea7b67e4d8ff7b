import { describe, expect, it } from 'vitest';
import { summarizePods } from '../../lib/policy/cluster-pods.ts';
import { podsOfWorkloads, type WorkloadPods } from '../../lib/policy/workload-pods.ts';
import { containerPort, pod } from './policy-world.ts';

function workload(name: string, parts: Partial<WorkloadPods['variants'][number]>, hostNetwork = false): WorkloadPods {
  const variant = { labels: { app: name }, ports: [], addresses: [], nodes: [], current: true, ...parts };
  return { namespace: 'shop', name, hostNetwork, variants: [variant] };
}

describe('podsOfWorkloads', () => {
  it('has one pod for each node, and one on a node that is not known', () => {
    const pods = podsOfWorkloads([workload('web', { nodes: ['n1', 'n2'] }), workload('db', {}, true)]);

    expect(pods.map(({ name, nodeName, hostNetwork }) => [name, nodeName, hostNetwork])).toEqual([
      ['web', 'n1', false],
      ['web', 'n2', false],
      ['db', undefined, true],
    ]);
    expect(pods[0]?.labels).toEqual({ app: 'web' });
  });

  it('leaves out what is no longer there', () => {
    expect(podsOfWorkloads([workload('old', { current: false })])).toEqual([]);
  });
});

describe('summarizePods', () => {
  it('collects the numbers of each name by protocol, without those of hostNetwork pods', () => {
    const { portNumbers, hostNetworkPods } = summarizePods([
      pod('shop/a', { ports: [containerPort(80, 'http'), containerPort(81, 'http'), containerPort(53, 'dns', 'UDP')] }),
      pod('shop/b', { ports: [containerPort(80, 'http'), containerPort(9)] }),
      pod('shop/c', { ports: [containerPort(82, 'http')], hostNetwork: true }),
    ]);

    expect([...portNumbers].map(([name, numbers]) => [name, [...numbers]])).toEqual([
      ['http/TCP', [80, 81]],
      ['dns/UDP', [53]],
    ]);
    expect(hostNetworkPods.map(({ name }) => name)).toEqual(['c']);
  });
});
