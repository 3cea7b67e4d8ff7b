// What workloads there were: counted pods, shared labels, and the variants that policies can tell apart.
import { describe, expect, it } from 'vitest';
import { buildWorkloads } from '../../lib/identity/workloads.ts';
import { owner, pod, snapshot } from './cluster-builders.ts';

const HTTP = { name: 'http', protocol: 'TCP', port: 80, hostPort: undefined } as const;
const METRICS = { name: 'metrics', protocol: 'TCP', port: 9090, hostPort: undefined } as const;

function member(name: string, changes: Parameters<typeof pod>[0] = {}) {
  return pod({ name, owner: owner('StatefulSet', 'db'), ...changes });
}

describe('buildWorkloads', () => {
  it('counts distinct pods over all snapshots', () => {
    const snapshots = [
      snapshot(10, { pods: [member('db-0'), member('db-1')] }),
      snapshot(20, { pods: [member('db-0'), member('db-1', { uid: 'made anew' })] }),
    ];

    expect(buildWorkloads(snapshots)).toMatchObject([
      { id: 'shop/StatefulSet/db', kind: 'StatefulSet', name: 'db', podCount: 3 },
    ]);
  });

  it('keeps the labels that every pod carried with one value in every snapshot, by key', () => {
    const snapshots = [
      snapshot(10, { pods: [member('db-0', { labels: { z: '1', app: 'db', color: 'blue', index: '0' } })] }),
      snapshot(20, { pods: [member('db-0', { labels: { app: 'db', color: 'green', z: '1', index: '0' } })] }),
      snapshot(30, { pods: [member('db-1', { labels: { app: 'db', color: 'green', z: '1', index: '1' } })] }),
    ];

    const [workload] = buildWorkloads(snapshots);

    expect(Object.entries(workload?.labels ?? {})).toEqual([
      ['app', 'db'],
      ['z', '1'],
    ]);
  });

  it('takes no inherited property for a label', () => {
    const pods = [member('db-0', { labels: { constructor: 'x' } }), member('db-1', { labels: {} })];

    expect(buildWorkloads([snapshot(10, { pods })])[0]?.labels).toEqual({});
  });

  it('makes one variant of pods with equal labels and ports, in any order of either', () => {
    const pods = [
      member('db-0', { labels: { a: '1', b: '2' }, ports: [HTTP, METRICS], addresses: ['10.0.0.2'], nodeName: 'n2' }),
      member('db-1', { labels: { b: '2', a: '1' }, ports: [METRICS, HTTP], addresses: ['10.0.0.1'], nodeName: 'n1' }),
    ];

    expect(buildWorkloads([snapshot(10, { pods })])[0]?.variants).toEqual([
      {
        labels: { a: '1', b: '2' },
        ports: [HTTP, METRICS],
        addresses: ['10.0.0.1', '10.0.0.2'],
        nodes: ['n1', 'n2'],
        current: true,
      },
    ]);
  });

  it('puts the newest variant first and says which are current', () => {
    const snapshots = [
      snapshot(10, { pods: [member('old', { labels: { v: '1' } })] }),
      snapshot(20, {
        pods: [
          member('over', { labels: { v: '2' }, phase: 'Succeeded' }),
          member('a', { labels: { v: '4' }, creationSeconds: 5 }),
          member('b', { labels: { v: '3' }, creationSeconds: 15 }),
        ],
      }),
    ];

    const variants = buildWorkloads(snapshots)[0]?.variants ?? [];

    expect(variants.map(({ labels, current }) => [labels.v, current])).toEqual([
      ['3', true],
      ['4', true],
      ['2', false],
      ['1', false],
    ]);
  });

  it('knows a pod that changed its labels by both', () => {
    const snapshots = [
      snapshot(10, { pods: [member('db-0', { labels: { role: 'preview' } })] }),
      snapshot(20, { pods: [member('db-0', { labels: { role: 'active' } })] }),
    ];

    const variants = buildWorkloads(snapshots)[0]?.variants ?? [];

    expect(variants.map(({ labels, current }) => [labels.role, current])).toEqual([
      ['active', true],
      ['preview', false],
    ]);
  });

  it.each([
    ['all', [true, true], true],
    ['some', [true, false], false],
    ['none', [false], false],
  ])('is hostNetwork where its newest pods are, %s of them', (_what, flags, expected) => {
    const snapshots = [
      snapshot(10, { pods: [member('old', { hostNetwork: !expected })] }),
      snapshot(20, { pods: flags.map((hostNetwork, index) => member(`db-${index}`, { hostNetwork })) }),
    ];

    expect(buildWorkloads(snapshots)[0]?.hostNetwork).toBe(expected);
  });

  it('sorts by id and knows nothing without pods', () => {
    const pods = [pod({ name: 'b' }), pod({ name: 'a' }), pod({ name: 'z', namespace: 'apps' })];

    expect(buildWorkloads([snapshot(10, { pods })]).map(({ id }) => id)).toEqual([
      'apps/Pod/z',
      'shop/Pod/a',
      'shop/Pod/b',
    ]);
    expect(buildWorkloads([])).toEqual([]);
  });
});
