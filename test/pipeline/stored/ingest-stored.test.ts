import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../../lib/pipeline/ports.ts';
import { clearKiller, ingestStored, markKiller } from '../../../lib/pipeline/stored/ingest-stored.ts';
import { summariesOfHours } from '../../../lib/pipeline/stored/window-summaries.ts';
import { KilledError, killedAt } from './failing-store.ts';
import { BEGIN, ingestLogs, type Lab, makeLab, stateOf, withLabFolder, withLabTools } from './stored-lab.ts';

const HOUR = BEGIN / 3600;
const HEADER =
  'version interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';

/** A log with one connection, so many seconds after the hour. */
function log(seconds: number, port = 8080, header = true): Buffer {
  const start = BEGIN + seconds;
  const row = `2 eni-1 10.0.0.1 10.0.0.2 40000 ${port} 6 10 900 ${start} ${start + 60} ACCEPT OK`;
  return gzipSync(`${header ? `${HEADER}\n` : ''}${row}\n`);
}

function put(lab: Lab, name: string, bytes: Uint8Array): string {
  const path = join(lab.logs.location, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  // Sound objects were written before anybody reads them.
  utimesSync(path, BEGIN + 7200, BEGIN + 7200);
  return path;
}

function inLab(use: (lab: Lab) => Promise<void>): () => Promise<void> {
  return () => withLabFolder((root) => use(makeLab(root)));
}

function names(lab: Lab): readonly string[] {
  return readdirSync(join(lab.places.data, 'summaries'), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.parquet'));
}

describe('an object', () => {
  it(
    'that is named three times leaves the bytes that it leaves once',
    inLab(async (lab) => {
      const key = put(lab, 'a.log.gz', log(10));
      await ingestLogs(lab, [key]);
      const once = stateOf(lab.places.data);

      await ingestLogs(lab, [key, key]);

      expect(stateOf(lab.places.data)).toEqual(once);
      expect(Object.keys(once)).toEqual([
        expect.stringMatching(`^summaries/vpc/${HOUR}-${HOUR}-[0-9a-f]{32}.parquet$`),
      ]);
    }),
  );

  it(
    'leaves the same whatever came before it',
    inLab(async (lab) => {
      const keys = [0, 1, 2, 3].map((index) => put(lab, `${index}.log.gz`, log(600 * index, 8080 + index)));
      await ingestLogs(lab, keys);
      const inOrder = stateOf(lab.places.data);
      rmSync(join(lab.places.data, 'summaries'), { recursive: true });

      await ingestLogs(lab, [...keys].reverse());

      expect(stateOf(lab.places.data)).toEqual(inOrder);
    }),
  );

  it(
    'that is gone is no fault',
    inLab(async (lab) => {
      const [outcome] = await ingestLogs(lab, [join(lab.logs.location, 'gone.log.gz')]);

      expect(outcome).toEqual({ kind: 'absent' });
    }),
  );

  it(
    'that spans more than two days is where every window looks',
    inLab(async (lab) => {
      const rows = [0, 50 * 3600].map(
        (seconds) => `2 eni-1 10.0.0.1 10.0.0.2 40000 443 6 1 60 ${BEGIN + seconds} ${BEGIN + seconds} ACCEPT OK`,
      );
      const key = put(lab, 'wide.log.gz', gzipSync(`${HEADER}\n${rows.join('\n')}\n`));

      const [outcome] = await ingestLogs(lab, [key]);

      const expected = { logs: 'vpc', name: { firstHour: HOUR, lastHour: HOUR + 50, digest: expect.any(String) } };
      expect(outcome?.kind === 'ingested' && outcome.summaryKey).toContain('/summaries/vpc/wide/');
      await withLabTools(lab, async (tools) => {
        const within = { firstHour: HOUR + 49, lastHour: HOUR + 49 };
        expect(await summariesOfHours(tools, ['vpc'], within)).toEqual([expected]);
        expect(await summariesOfHours(tools, ['vpc'], { firstHour: HOUR + 51, lastHour: HOUR + 60 })).toEqual([]);
      });
    }),
  );

  it(
    'that was replaced counts as what it is now',
    inLab(async (lab) => {
      const key = put(lab, 'a.log.gz', log(10));
      const [before] = await ingestLogs(lab, [key]);
      put(lab, 'a.log.gz', log(20, 9090));
      const [after] = await ingestLogs(lab, [key]);
      if (before?.kind !== 'ingested' || after?.kind !== 'ingested') throw new Error('both are read');
      utimesSync(before.summaryKey, BEGIN, BEGIN);

      const found = await withLabTools(lab, (tools) =>
        summariesOfHours(tools, ['vpc'], { firstHour: HOUR, lastHour: HOUR }),
      );

      expect(names(lab)).toHaveLength(2);
      expect(found.map(({ name }) => after.summaryKey.includes(name.digest))).toEqual([true]);
    }),
  );

  it(
    'that is replaced while it is read leaves the summary of what it is, and no other',
    inLab(async (lab) => {
      const key = put(lab, 'a.log.gz', log(10));
      let replaced = false;
      const store: ObjectStore = {
        ...lab.store,
        open: async (object, folder) => {
          const opened = await lab.store.open(object, folder);
          if (!replaced) put(lab, 'a.log.gz', log(3700, 9090));
          replaced = true;
          return opened;
        },
      };

      const outcome = await withLabTools({ ...lab, store }, (tools) => ingestStored(tools, lab.logs, key));

      expect(outcome.kind === 'ingested' && outcome.facts.firstHour).toBe(HOUR + 1);
      expect(names(lab)).toHaveLength(1);
    }),
  );
});

describe('a damaged object', () => {
  it(
    'leaves a summary that says so, named by the hour in which it was written, and costs no other',
    inLab(async (lab) => {
      const damaged = Buffer.from(log(10));
      damaged[damaged.length - 6] = 255 - (damaged[damaged.length - 6] ?? 0);
      const keys = [put(lab, 'a.log.gz', log(10)), put(lab, 'b.log.gz', damaged), put(lab, 'c.log.gz', log(20))];

      const outcomes = await ingestLogs(lab, keys);

      expect(outcomes.map(({ kind }) => kind)).toEqual(['ingested', 'unreadable', 'ingested']);
      expect(outcomes[1]).toMatchObject({ diagnostic: { code: 'object-damaged', place: { source: keys[1] } } });
      expect(names(lab).filter((name) => name.includes(`${HOUR + 2}-${HOUR + 2}-`))).toHaveLength(1);
    }),
  );

  it(
    'without a header is read by the declared format of its source',
    inLab(async (lab) => {
      const key = put(lab, 'a.log.gz', log(10, 8080, false));

      const [without] = await ingestLogs(lab, [key]);
      const declared = { fields: HEADER.split(' ') };
      const [withFormat] = await ingestLogs({ ...lab, logs: { ...lab.logs, declared } }, [key]);

      expect(without).toMatchObject({ kind: 'unreadable', diagnostic: { code: 'flow-log-no-header' } });
      expect(withFormat).toMatchObject({ kind: 'ingested', facts: { records: 1 } });
    }),
  );
});

describe('an object that kills its reader', () => {
  it(
    'is named as such by what was written before the last try',
    inLab(async (lab) => {
      const key = put(lab, 'a.log.gz', log(10));

      const mark = await withLabTools(lab, (tools) => markKiller(tools, lab.logs, key));
      const killing = withLabTools({ ...lab, store: killedAt(lab.store, 1).store }, (tools) =>
        ingestStored(tools, lab.logs, key),
      );

      await expect(killing).rejects.toBeInstanceOf(KilledError);
      expect(mark).toContain(`/${HOUR + 2}-${HOUR + 2}-`);
      expect(names(lab)).toHaveLength(1);
    }),
  );

  it.each([
    { name: 'of the same hour', written: BEGIN + 60 },
    { name: 'of another hour', written: BEGIN + 7200 },
  ])('and is read at last leaves its own summary alone: $name', ({ written }) =>
    withLabFolder(async (root) => {
      const lab = makeLab(root);
      const key = put(lab, 'a.log.gz', log(10));
      utimesSync(key, written, written);

      const outcome = await withLabTools(lab, async (tools) => {
        const mark = await markKiller(tools, lab.logs, key);
        const read = await ingestStored(tools, lab.logs, key);
        await clearKiller(tools, mark, read);
        return read;
      });

      expect(outcome.kind).toBe('ingested');
      expect(names(lab)).toEqual([expect.stringMatching(`vpc/${HOUR}-${HOUR}-`)]);
    }),
  );

  it(
    'and is gone by then leaves nothing',
    inLab(async (lab) => {
      const key = put(lab, 'a.log.gz', log(10));

      await withLabTools(lab, async (tools) => {
        const mark = await markKiller(tools, lab.logs, key);
        rmSync(key);
        await clearKiller(tools, mark, await ingestStored(tools, lab.logs, key));
      });

      expect(names(lab)).toEqual([]);
    }),
  );
});
