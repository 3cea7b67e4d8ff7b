// Snapshots read one after the other, unchanged objects once: the same comes of each as of reading it alone.
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeSnapshotParser, parseSnapshot, type SnapshotText } from '../../lib/sources/parse-snapshot.ts';
import { generateCluster } from '../generator/cluster.ts';
import { clusterFiles } from '../generator/write.ts';

const BEGIN = 1_793_491_200;

/** Of a generated cluster, where pods come, go, finish and change their state. */
function snapshotsOf(seed: number): readonly SnapshotText[] {
  const files = clusterFiles(generateCluster({ profile: 'test', seed }));
  return [...files]
    .filter(([path]) => path.includes('snapshots/'))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([source, bytes], index) => ({
      ...{ source, timeSeconds: BEGIN + index },
      text: source.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : String(bytes),
    }));
}

const podText = (name: string, phase: string, more: object = {}) => ({
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop', uid: `uid-${name}` } },
  ...{ spec: { containers: [] }, status: { phase, podIP: '10.0.0.7' }, ...more },
});
const snapshotText = (index: number, ...items: readonly object[]): SnapshotText => ({
  ...{ source: `s${index}.json`, timeSeconds: BEGIN + index, text: JSON.stringify({ kind: 'List', items }) },
});

describe('snapshots in turn', () => {
  it.each([1, 7, 23])('give what each gives alone: cluster %i', (seed) => {
    const texts = snapshotsOf(seed);
    const parse = makeSnapshotParser();

    const inTurn = texts.map(parse);

    expect(inTurn.length).toBeGreaterThan(3);
    expect(inTurn).toEqual(texts.map(parseSnapshot));
    const [first, second] = inTurn.map(({ snapshot }) => new Set<unknown>(snapshot.pods));
    // Else nothing of this would have been tried.
    expect([...(second ?? [])].some((pod) => first?.has(pod))).toBe(true);
    expect([...(second ?? [])].some((pod) => !first?.has(pod))).toBe(true);
  });

  it.each([
    { what: 'changed', lists: [[podText('a', 'Running')], [podText('a', 'Succeeded')]] },
    { what: 'damaged since', lists: [[podText('a', 'Running')], [podText('a', 'Running', { spec: 7 })]] },
    { what: 'mended since', lists: [[podText('a', 'Running', { spec: 7 })], [podText('a', 'Running')]] },
    { what: 'of another kind', lists: [[podText('a', 'Running')], [podText('a', 'Running', { kind: 'Service' })]] },
    { what: 'twice', lists: [[podText('a', 'Running')], [podText('a', 'Running'), podText('a', 'Failed')]] },
    { what: 'gone and back', lists: [[podText('a', 'Running')], [], [podText('a', 'Running')]] },
  ])('give what each gives alone: an object $what', ({ lists }) => {
    const texts = lists.map((items, index) => snapshotText(index, ...items));

    expect(texts.map(makeSnapshotParser())).toEqual(texts.map(parseSnapshot));
  });
});
