import { describe, expect, it } from 'vitest';
import { isEqual } from '../../lib/base/equal.ts';
import { makeSharing } from '../../lib/pipeline/share-equal.ts';
import { parseSnapshot } from '../../lib/sources/parse-snapshot.ts';

function snapshot(minute: number, phase = 'Running', labels: object = { app: 'web' }) {
  const pod = (name: string, state: string) => ({
    ...{ apiVersion: 'v1', kind: 'Pod' },
    metadata: { namespace: 'shop', name, uid: name, labels },
    spec: { nodeName: 'node-1', containers: [] },
    status: { phase: state, podIPs: [{ ip: '10.0.0.1' }] },
  });
  const items = [
    pod('web-1', phase),
    pod('web-2', 'Running'),
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  ];
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  return parseSnapshot({ text, source: `${minute}.json`, timeSeconds: 60 * minute }).snapshot;
}

describe('snapshots that follow one another', () => {
  it('keep their contents and their order', () => {
    const share = makeSharing();
    const snapshots = [snapshot(0), snapshot(1, 'Failed'), snapshot(2)];

    expect(snapshots.map(share)).toEqual(snapshots);
  });

  it('share what is equal, and nothing else', () => {
    const share = makeSharing();

    const [first, second] = [snapshot(0), snapshot(1, 'Failed')].map(share);

    expect(second?.pods[1]).toBe(first?.pods[1]);
    expect(second?.namespaces[0]).toBe(first?.namespaces[0]);
    expect(second?.pods[0]).not.toBe(first?.pods[0]);
    expect(second?.pods[0]?.phase).toBe('Failed');
  });

  it('share nothing where keys come in another order, since bytes may be written of them', () => {
    const share = makeSharing();

    const [first, second] = [
      snapshot(0, 'Running', { a: '1', b: '2' }),
      snapshot(1, 'Running', { b: '2', a: '1' }),
    ].map(share);

    expect(second?.pods[1]).not.toBe(first?.pods[1]);
  });
});

describe('equality of plain data', () => {
  it.each([
    { left: {}, right: [], equal: false },
    { left: null, right: undefined, equal: false },
    { left: { a: undefined }, right: {}, equal: false },
    { left: [1, [2, { a: '3' }]], right: [1, [2, { a: '3' }]], equal: true },
    { left: [1, 2], right: [1, 2, 3], equal: false },
    { left: { a: 1 }, right: { a: '1' }, equal: false },
  ])('of $left and $right', ({ left, right, equal }) => {
    expect(isEqual(left, right)).toBe(equal);
  });
});
