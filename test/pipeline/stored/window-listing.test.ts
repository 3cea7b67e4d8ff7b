import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { snapshotsPrefix, summaryKey } from '../../../lib/pipeline/stored/keys.ts';
import { snapshotsOfWindow } from '../../../lib/pipeline/stored/window-snapshots.ts';
import { summariesOfHours } from '../../../lib/pipeline/stored/window-summaries.ts';
import { BEGIN, type Lab, makeLab, withLabFolder } from './stored-lab.ts';

const HOUR = BEGIN / 3600;

function touch(path: string, seconds = BEGIN): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  utimesSync(path, seconds, seconds);
}

describe('the snapshots of a window', () => {
  const found = (names: readonly string[], window: { fromSeconds: number; toSeconds: number }) =>
    withLabFolder(async (root) => {
      const lab = makeLab(root);
      const prefix = snapshotsPrefix(lab.places, 'prod');
      for (const name of names) touch(join(prefix, name));
      return (await snapshotsOfWindow(lab.store, prefix, window)).map(({ key }) => basename(key));
    });

  it('are those in it, the last before it, and those of the hour after it', async () => {
    const names = ['20261031T220000Z', '20261031T233000Z', '20261101T000500Z', '20261101T015900Z', '20261101T030000Z'];

    const kept = await found(
      names.map((name) => `${name}.json.gz`),
      { fromSeconds: BEGIN, toSeconds: BEGIN + 3599 },
    );

    expect(kept).toEqual(['20261031T233000Z.json.gz', '20261101T000500Z.json.gz', '20261101T015900Z.json.gz']);
  });

  it('reach back to the last one, however old it is', async () => {
    const names = ['20250101T000000Z.json', '20260214T120000Z.json', '20261101T000500Z.json'];

    const kept = await found(names, { fromSeconds: BEGIN, toSeconds: BEGIN + 3599 });

    expect(kept).toEqual(names.slice(1));
  });

  it('are told by their time, in whichever spelling and zone, and by nothing else', async () => {
    const names = [
      '2026-11-01T14:00:00+14:00.json',
      '2026-11-01T00-20-00Z.yaml',
      '20261101T003000Z.json',
      'notes.json',
    ];

    const kept = await found([...names, '20261101T001000Z.txt'], { fromSeconds: BEGIN, toSeconds: BEGIN + 3599 });

    expect(kept).toEqual(['2026-11-01T00-20-00Z.yaml', '2026-11-01T14:00:00+14:00.json', '20261101T003000Z.json']);
  });

  it('are none where there are none', async () => {
    expect(await found([], { fromSeconds: BEGIN, toSeconds: BEGIN + 3599 })).toEqual([]);
    expect(await found(['20261102T000000Z.json'], { fromSeconds: BEGIN, toSeconds: BEGIN + 3599 })).toEqual([]);
  });
});

describe('the summaries of some hours', () => {
  const digest = (object: string, content = '0') => object.padEnd(16, '0') + content.padEnd(16, '0');

  function put(
    lab: Lab,
    hours: readonly [number, number],
    digestOf: string,
    options: { logs?: string; at?: number } = {},
  ) {
    const name = { firstHour: HOUR + hours[0], lastHour: HOUR + hours[1], digest: digestOf };
    touch(summaryKey(lab.places, options.logs ?? 'vpc', name), options.at);
  }

  const listed = (fill: (lab: Lab) => void, hours: readonly [number, number], logs: readonly string[] = ['vpc']) =>
    withLabFolder(async (root) => {
      const lab = makeLab(root);
      fill(lab);
      const range = { firstHour: HOUR + hours[0], lastHour: HOUR + hours[1] };
      const found = await summariesOfHours({ ...lab, parallel: 2 }, logs, range);
      return found.map(({ logs: source, name }) => `${source} ${name.digest.replace(/0+$/, '')}`);
    });

  it('are those that have rows of them, found by their names', async () => {
    const found = await listed(
      (lab) => {
        put(lab, [-1, -1], digest('a'));
        put(lab, [-40, 0], digest('b'));
        put(lab, [1, 1], digest('c'));
        put(lab, [2, 3], digest('d'));
        put(lab, [3, 3], digest('e'));
        put(lab, [-100, 100], digest('f'));
      },
      [0, 2],
    );

    expect(found).toEqual(['vpc f', 'vpc b', 'vpc c', 'vpc d']);
  });

  it('are one for each object: the one written last, even where what it was had other hours', async () => {
    const found = await listed(
      (lab) => {
        put(lab, [0, 0], digest('a', '1'), { at: BEGIN + 10 });
        put(lab, [1, 1], digest('a', '2'), { at: BEGIN + 20 });
        put(lab, [0, 0], digest('b', '1'), { at: BEGIN + 20 });
        put(lab, [1, 1], digest('b', '2'), { at: BEGIN + 10 });
      },
      [0, 1],
    );

    expect(found).toEqual(['vpc b0000000000000001', 'vpc a0000000000000002']);
  });

  it('count an object once that two sources hold', async () => {
    const found = await listed(
      (lab) => {
        put(lab, [0, 0], digest('a'), { logs: 'one' });
        put(lab, [0, 0], digest('a'), { logs: 'two' });
        put(lab, [0, 0], digest('b'), { logs: 'two' });
      },
      [0, 0],
      ['one', 'two'],
    );

    expect(found).toEqual(['one a', 'two b']);
  });
});
