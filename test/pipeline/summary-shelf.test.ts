// Summaries on a shelf: each object once, under the ETag that was read, whatever the listing said.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFileStore } from '../../lib/adapters/file-store.ts';
import { withLocalTools } from '../../lib/adapters/local-tools.ts';
import { fetchSummaries, hoursNeeded } from '../../lib/pipeline/fetch-summaries.ts';
import { ingestOnto } from '../../lib/pipeline/ingest-all.ts';
import type { ObjectInfo } from '../../lib/pipeline/ports.ts';
import { folderShelf, storeShelf } from '../../lib/pipeline/summary-shelf.ts';

const HEADER =
  'version interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
const HOUR = 500_000;
const line = (hour: number) =>
  `2 eni-1 10.0.0.1 10.0.0.2 40000 443 6 5 500 ${hour * 3600 + 60} ${hour * 3600 + 90} ACCEPT OK\n`;

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flowfence-shelf-'));
  for (const folder of ['logs', 'kept', 'work']) mkdirSync(join(root, folder));
});
afterEach(() => rmSync(root, { recursive: true }));

const put = (name: string, ...hours: readonly number[]) =>
  writeFileSync(join(root, 'logs', name), `${HEADER}\n${hours.map(line).join('')}`);
const kept = () => readdirSync(join(root, 'kept')).sort();

/** Both kinds of shelf: written in place, and written elsewhere and sent. */
const ingest = (objects: readonly ObjectInfo[], sent: boolean) =>
  withLocalTools({ memoryBytes: 500e6, threads: 1, progress: { step: () => undefined } }, (tools) => {
    const folder = join(root, 'work');
    const shelf = sent
      ? storeShelf(makeFileStore(), join(root, 'kept/'), { files: tools.files, folder })
      : folderShelf(tools.files, join(root, 'kept'));
    return ingestOnto({ ...tools, workFolder: folder, declared: undefined }, objects, shelf);
  });
const listed = () => makeFileStore().list(join(root, 'logs'));

describe.each([
  ['in a folder', false],
  ['in a store', true],
])('a shelf %s', (_, sent) => {
  it('holds one summary an object, and reads each once', async () => {
    put('a.log', HOUR);
    put('b.log', HOUR + 1);

    expect(await ingest(await listed(), sent)).toBe(2);
    const first = kept();
    expect(await ingest(await listed(), sent)).toBe(0);

    expect(first.map((name) => name.split('-')[0])).toEqual([String(HOUR), String(HOUR + 1)]);
    expect(kept()).toEqual(first);
    expect(readdirSync(join(root, 'work')).filter((name) => name.endsWith('.parquet'))).toEqual([]);
  });

  it('names a summary by what was read, not by what was listed', async () => {
    put('a.log', HOUR);
    const stale = await listed();
    put('a.log', HOUR + 1, HOUR + 2);

    expect(await ingest(stale, sent)).toBe(1);
    expect(await ingest(await listed(), sent)).toBe(0);

    expect(kept()).toEqual([expect.stringMatching(new RegExp(`^${HOUR + 1}-${HOUR + 2}-`))]);
  });

  it('replaces the summary of an object that changed', async () => {
    put('a.log', HOUR);
    put('b.log', HOUR);
    await ingest(await listed(), sent);
    put('a.log', HOUR + 5);

    expect(await ingest(await listed(), sent)).toBe(1);

    expect(kept().map((name) => Number(name.split('-')[0]))).toEqual([HOUR, HOUR + 5]);
  });
});

describe('of the summaries that are kept', () => {
  const fetched = async (firstHour: number, lastHour: number) => {
    const source = makeFileStore();
    const tools = { source, parallel: 2, progress: { step: () => undefined } };
    const request = { hours: { firstHour, lastHour }, folder: join(root, 'work') };
    const { found, paths } = await fetchSummaries(tools, [join(root, 'kept')], request);
    return { found, hours: paths.map((path) => Number(/(\d+)-\d+-[0-9a-f]+\.parquet$/.exec(path)?.[1])) };
  };

  it('those of the hours are taken, and those that say why an object has none', async () => {
    for (let hour = 0; hour < 4; hour += 1) put(`${hour}.log`, HOUR + hour);
    put('long.log', HOUR, HOUR + 9);
    writeFileSync(join(root, 'logs/unreadable.log'), 'no header at all\n');
    await ingest(await listed(), false);

    expect(await fetched(HOUR + 1, HOUR + 2)).toEqual({ found: 6, hours: [0, HOUR, HOUR + 1, HOUR + 2] });
    expect(await fetched(HOUR + 9, HOUR + 9)).toEqual({ found: 6, hours: [0, HOUR] });
    expect((await fetched(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)).hours).toHaveLength(6);
  });

  it('also those are needed that prove who held an address when the window began', () => {
    const from = HOUR * 3600;
    const window = { fromSeconds: from + 100, toSeconds: from + 7200 };
    const before = { fromSeconds: from - 3 * 3600, toSeconds: from + 10 };
    const over = { fromSeconds: from - 9 * 3600, toSeconds: from - 1 };
    const later = { fromSeconds: from + 3 * 3600, toSeconds: from + 4 * 3600 };

    expect(hoursNeeded(window, [])).toEqual({ firstHour: HOUR, lastHour: HOUR + 2 });
    expect(hoursNeeded(window, [over, before, later])).toEqual({ firstHour: HOUR - 3, lastHour: HOUR + 2 });
    expect(hoursNeeded({}, [before])).toEqual({
      firstHour: Number.NEGATIVE_INFINITY,
      lastHour: Number.POSITIVE_INFINITY,
    });
  });
});
