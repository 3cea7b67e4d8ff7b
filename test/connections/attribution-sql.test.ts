import { describe, expect, it } from 'vitest';
import type { Pod, Snapshot } from '../../lib/sources/kubernetes-objects.ts';
import { owner, service, snapshot } from '../identity/cluster-builders.ts';
import { BEGIN, call, row, writeLog } from './flow-lines.ts';
import { useObserve } from './observe.ts';
import { NODES, PODS, podNamed, steady } from './small-cluster.ts';

const observe = useObserve();

/** The address of `db`, held by one workload after the other; seconds since BEGIN. */
function held(name: string, from: number, changes: Partial<Pod> & { readonly deletionSeconds?: number } = {}): Pod {
  return podNamed('db', { ...changes, name, uid: name, owner: owner('StatefulSet', name), startSeconds: BEGIN + from });
}

const OTHERS = PODS.filter((pod) => pod.meta.name !== 'db');

function snapshots(...shown: readonly (readonly [at: number, ...pods: readonly Pod[]])[]): readonly Snapshot[] {
  return shown.map(([at, ...pods]) => snapshot(BEGIN + at, { pods: [...OTHERS, ...pods], nodes: NODES }));
}

const finished = (at: number) => ({ phase: 'Succeeded', finishedSeconds: BEGIN + at }) as const;

/** The old pod ended at 1000 and is still listed with its address, the new one began at 1060. */
const HANDOVER = snapshots(
  [-60, held('old', -500)],
  [600, held('old', -500)],
  [1200, held('old', -500, finished(1000)), held('new', 1060)],
  [7200, held('new', 1060)],
);

describe('an address that changes hands', () => {
  it.each([
    { name: 'before the old one ends', at: 900, until: 1000, line: 'web -> old TCP/80 established syn' },
    { name: 'as soon as the new one began', at: 1060, until: 1065, line: 'web -> new TCP/80 established syn' },
    { name: 'late, of the old one', at: 1025, until: 1029, line: 'web -> old TCP/80 established syn' },
    { name: 'over both', at: 995, until: 1070, line: 'web -> ambiguous 10.0.3.30 TCP/80 established syn' },
    { name: 'over the end', at: 995, until: 1040, line: 'web -> ambiguous 10.0.3.30 TCP/80 established syn' },
    { name: 'between them', at: 1040, until: 1050, line: 'web -> unassigned 10.0.3.30 TCP/80 established syn' },
  ])('gives a record $name to its owner, or to nobody', async ({ at, until, line }) => {
    const seen = await observe({ objects: [writeLog(call('web:40000 -> db:80', { at, until }))], snapshots: HANDOVER });

    expect(seen.lines).toEqual([line]);
  });

  const TWO = [
    ...call('web:40000 -> db:80', { at: 990, until: 1000 }),
    ...call('web:40001 -> db:80', { at: 1061, until: 1065 }),
    ...call('web:40002 -> db:80', { at: 1070, until: 1075 }),
    ...call('db:40000 -> api:80', { at: 980, until: 1000 }),
    ...call('db:40001 -> api:80', { at: 1062, until: 1065 }),
  ];

  it.each([
    { split: 'one object', objects: [writeLog(TWO)] },
    { split: 'an object for each row', objects: TWO.map((one) => writeLog([one])) },
  ])('is told apart on both sides within one hour, in $split', async ({ objects }) => {
    const seen = await observe({ objects, snapshots: HANDOVER });

    expect(seen.connections.map(({ records }, index) => `${seen.lines[index]} ${records}`)).toEqual([
      'new -> api TCP/80 established syn 2',
      'old -> api TCP/80 established syn 2',
      'web -> new TCP/80 established syn 4',
      'web -> old TCP/80 established syn 2',
    ]);
  });

  it('is not the finished pod’s, although that one keeps it in its status', async () => {
    const after = snapshots(
      [-60, held('old', -500)],
      [600, held('old', -500, finished(100))],
      [7200, held('old', -500, finished(100))],
    );

    const seen = await observe({ objects: [writeLog(call('web:40000 -> db:80', { at: 700 }))], snapshots: after });

    expect(seen.lines).toEqual(['web -> unassigned 10.0.3.30 TCP/80 established syn']);
    expect(seen.records).toEqual({ unassigned: 2 });
  });

  it('is nobody’s before its first owner began', async () => {
    const seen = await observe({
      objects: [writeLog(call('web:40000 -> db:80', { at: 100 }))],
      snapshots: snapshots([-60], [600, held('new', 300)], [7200, held('new', 300)]),
    });

    expect(seen.lines).toEqual(['web -> unassigned 10.0.3.30 TCP/80 established syn']);
  });

  it('is ambiguous where two running pods claim it', async () => {
    const two = [held('one', -500), held('other', -400)];

    const seen = await observe({
      objects: [writeLog(call('web:40000 -> db:80', { at: 100 }))],
      snapshots: snapshots([-60, ...two], [7200, ...two]),
    });

    expect(seen.lines).toEqual(['web -> ambiguous 10.0.3.30 TCP/80 established syn']);
    expect(seen.records).toEqual({ ambiguous: 2 });
  });

  it('stays one workload’s where its own next pod gets it', async () => {
    const first = held('first', -500, { ...finished(1000) });
    const second = held('second', 1020);
    const same = (pod: Pod): Pod => ({ ...pod, meta: { ...pod.meta, owner: owner('StatefulSet', 'same') } });

    const seen = await observe({
      objects: [writeLog(call('web:40000 -> db:80', { at: 990, until: 1040 }))],
      snapshots: snapshots([-60, same(held('first', -500))], [1200, same(first), same(second)], [7200, same(second)]),
    });

    expect(seen.lines).toEqual(['web -> same TCP/80 established syn']);
  });
});

describe('an address that no snapshot shows', () => {
  const PODS_RANGE = NODES.map((node) => (node.name === 'node-4' ? { ...node, podCidrs: ['10.0.4.0/24'] } : node));

  it.each([
    { name: 'outside of the cluster is external', server: '192.0.2.7', line: '192.0.2.7/32', reason: 'attributed' },
    {
      name: 'private and of nobody is external too',
      server: '172.16.9.9',
      line: '172.16.9.9/32',
      reason: 'attributed',
    },
    { name: 'IPv6 outside is external', server: '[2001:db8::5]', line: '2001:db8::5/128', reason: 'attributed' },
    {
      name: 'within a node’s pod range is an unseen pod',
      server: '10.0.4.77',
      line: 'unseen-pod 10.0.4.77',
      reason: 'unseen-pod',
    },
    { name: 'link-local is reserved', server: '169.254.20.10', line: 'reserved 169.254.20.10', reason: 'reserved' },
    { name: 'IPv6 link-local is reserved', server: '[fe80::1]', line: 'reserved fe80::1', reason: 'reserved' },
    { name: 'multicast is reserved', server: '224.0.0.251', line: 'reserved 224.0.0.251', reason: 'reserved' },
    {
      name: 'the last multicast block is reserved',
      server: '239.255.255.250',
      line: 'reserved 239.255.255.250',
      reason: 'reserved',
    },
    { name: 'IPv6 multicast is reserved', server: '[ff02::1:2]', line: 'reserved ff02::1:2', reason: 'reserved' },
    { name: 'broadcast is reserved', server: '255.255.255.255', line: 'reserved 255.255.255.255', reason: 'reserved' },
    {
      name: 'that only begins like link-local is not',
      server: '169.255.0.1',
      line: '169.255.0.1/32',
      reason: 'attributed',
    },
    { name: 'that only begins like multicast is not', server: '22.4.0.1', line: '22.4.0.1/32', reason: 'attributed' },
  ])('$name', async ({ server, line, reason }) => {
    const rows = call(`web:40000 -> ${server}:443`, { on: 'eni-1' });

    const seen = await observe({ objects: [writeLog(rows)], snapshots: steady({ nodes: PODS_RANGE }) });

    expect(seen.lines).toEqual([`web -> ${line} TCP/443 established syn`]);
    expect(seen.records).toEqual({ [reason]: 2 });
  });

  it('is an unseen pod where an interface of the cluster carries it', async () => {
    const ghost = { ...row('10.0.1.99:40000 -> api:8080', { on: 'eni-1', flags: 2 }), srcaddr: '10.0.1.1' };

    const seen = await observe({ objects: [writeLog([ghost, ...call('web:40000 -> api:8080')])] });

    expect(seen.lines).toEqual([
      'unseen-pod 10.0.1.99 -> api TCP/8080 unanswered syn',
      'web -> api TCP/8080 established syn',
    ]);
    expect(seen.records).toEqual({ attributed: 2, 'unseen-pod': 1 });
  });

  it('is an unseen pod where the interface’s other rows have one node, and this one a pod of another', async () => {
    const rows = [
      ...call('10.0.1.99:40000 -> api:8080', { on: 'eni-1' }),
      ...call('10.0.1.99:40001 -> 192.0.2.7:443', { on: 'eni-1' }),
      ...call('web:40000 -> db:5432', { on: 'eni-1' }),
      ...call('web2:40000 -> api:8080', { on: 'eni-1' }),
      ...call('192.0.2.8:40000 -> web:443', { on: 'eni-1' }),
    ];

    const seen = await observe({ objects: [writeLog(rows, 'packet-only')] });

    expect(seen.lines).toEqual([
      '192.0.2.8/32 -> web TCP/443 established syn',
      'unseen-pod 10.0.1.99 -> 192.0.2.7/32 TCP/443 established syn',
      'unseen-pod 10.0.1.99 -> api TCP/8080 established syn',
      'web -> api TCP/8080 established syn',
      'web -> db TCP/5432 established syn',
    ]);
  });

  it('is external where nothing tells which side the interface carries', async () => {
    const rows = [
      ...call('10.0.1.99:40000 -> api:8080', { on: 'eni-1' }),
      ...call('web:40000 -> api:8080', { on: 'eni-1' }),
    ];

    const seen = await observe({ objects: [writeLog(rows, 'packet-only')] });

    expect(seen.lines).toEqual(['10.0.1.99/32 -> api TCP/8080 established syn', 'web -> api TCP/8080 established syn']);
  });

  it('is the same unseen pod where only the other side’s interface shows it', async () => {
    const ghost = { ...row('10.0.1.99:40000 -> api:8080', { on: 'eni-1', flags: 2 }), srcaddr: '10.0.1.1' };
    const far = row('10.0.1.99:40000 -> api:8080', { on: 'eni-2', flags: 2 });

    const seen = await observe({
      objects: [writeLog(call('web:40000 -> api:8080')), writeLog([ghost]), writeLog([far])],
    });

    expect(seen.lines).toEqual([
      'unseen-pod 10.0.1.99 -> api TCP/8080 unanswered syn',
      'web -> api TCP/8080 established syn',
    ]);
  });
});

describe('addresses of other objects', () => {
  it('names a Service by its address, which the logs should not show', async () => {
    const services = [service({ name: 'api', clusterAddresses: ['10.100.0.7'] })];

    const seen = await observe({
      objects: [writeLog(call('web:40000 -> 10.100.0.7:80', { on: 'eni-1' }))],
      snapshots: steady({ services }),
    });

    expect(seen.lines).toEqual(['web -> service api TCP/80 established syn']);
    expect(seen.connections[0]?.server).toEqual({
      kind: 'service',
      namespace: 'shop',
      name: 'api',
      address: '10.100.0.7',
    });
  });

  it('gives the traffic of a hostNetwork pod to its node', async () => {
    const agent = podNamed('agent', { hostNetwork: true, addresses: ['10.0.2.1'], nodeName: 'node-2' });

    const seen = await observe({
      objects: [writeLog(call('node-2:40000 -> db:5432', { on: 'eni-2' }))],
      snapshots: steady({ pods: [...PODS, agent] }),
    });

    expect(seen.lines).toEqual(['node-2 -> db TCP/5432 established syn']);
  });

  it('counts a record with two unknown sides once, by its client', async () => {
    const seen = await observe({
      objects: [writeLog(call('169.254.1.1:40000 -> 10.0.4.77:80', { on: 'eni-4' }))],
      snapshots: steady({ nodes: NODES.map((node) => ({ ...node, podCidrs: ['10.0.0.0/16'] })) }),
    });

    expect(seen.lines).toEqual(['reserved 169.254.1.1 -> unseen-pod 10.0.4.77 TCP/80 established syn']);
    expect(seen.records).toEqual({ reserved: 2 });
  });
});
