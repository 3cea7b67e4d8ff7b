// Reading buckets of a real server: listings of many and odd keys, bodies that break off, answers that say no.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeS3Store } from '../../lib/adapters/s3-store.ts';
import type { ObjectInfo } from '../../lib/pipeline/ports.ts';
import type { Asked, Fault } from '../aws/fault-proxy.ts';
import { missingS3Server } from '../aws/s3-server.ts';
import { at, openS3Lab, type S3Lab } from './s3-lab.ts';

const because = missingS3Server === undefined ? '' : `: ${missingS3Server}`;

describe.skipIf(missingS3Server !== undefined)(`a bucket${because}`, () => {
  let lab: S3Lab;
  let work = '';
  beforeAll(async () => {
    lab = await openS3Lab();
    work = join(lab.folder, 'work');
    mkdirSync(work);
  });
  afterAll(async () => lab?.stop());
  beforeEach(() => lab.proxy.reset());

  const PASS: Fault = { kind: 'pass' };
  const isGet = ({ method, path }: Asked) => method === 'GET' && !path.includes('list-type');
  const isList = ({ path }: Asked) => path.includes('list-type');
  /** The first so many requests of the kind fare so, all others pass. */
  const first = (count: number, which: (asked: Asked) => boolean, fault: Fault) => {
    let left = count;
    lab.proxy.plan = (asked) => {
      if (!which(asked) || left === 0) return PASS;
      left -= 1;
      return fault;
    };
  };
  const keysOf = (objects: readonly ObjectInfo[]) => objects.map(({ key }) => key.slice(at('').length));
  const listed = async (key: string): Promise<ObjectInfo> => {
    const [object] = await lab.store.list(at(key));
    if (object === undefined) throw new Error(`${key} is not listed`);
    return object;
  };

  describe('of many keys', () => {
    const names = Array.from({ length: 2300 }, (_, index) => `${String(index).padStart(5, '0')}.gz`);
    beforeAll(async () => {
      const next = names.values();
      const work = async () => {
        for (const name of next) await lab.put(`many/${name}`, name);
      };
      await Promise.all(Array.from({ length: 16 }, work));
    });

    it('is listed page by page, to the last', async () => {
      const objects = await lab.store.list(at('many/'));

      expect(keysOf(objects)).toEqual(names.map((name) => `many/${name}`));
      expect(lab.proxy.asked.filter(isList)).toHaveLength(3);
    });

    it('is asked only for the range that is wanted', async () => {
      const found = await lab.store.listBelow(at('many/'), { after: '00099.gz', before: '00105.gz' });

      expect(keysOf(found)).toEqual(names.slice(100, 105).map((name) => `many/${name}`));
      expect(lab.proxy.asked).toHaveLength(1);
      expect(lab.proxy.asked[0]?.path).toContain('start-after=many%2F00099.gz');
    });

    it('goes on over pages where the range is long', async () => {
      const found = await lab.store.listBelow(at('many/'), { after: '00099.gz', before: '01500.gz' });

      expect(keysOf(found)).toEqual(names.slice(100, 1500).map((name) => `many/${name}`));
      expect(lab.proxy.asked).toHaveLength(2);
    });
  });

  describe('of odd keys', () => {
    const odd = [
      'odd/a b+c%2F&?#.log',
      'odd/line\nfeed.log',
      'odd/tab\tand\rreturn.log',
      'odd/ünï😀ﬀ.log',
      `odd/quo'te"<&>.log`,
      'odd/..not-up.log',
      `odd/${'long/'.repeat(150)}end.log`,
      'odd/$(touch here);`.log',
    ];
    beforeAll(async () => {
      for (const key of odd) await lab.put(key, `a b\n1 ${key.length}\n`);
    });

    it('lists and opens each, under names of our own', async () => {
      const objects = await lab.store.list(at('odd/'));
      const opened = [];
      for (const object of objects) opened.push([object.key, await lab.store.open(object, work)] as const);
      const made = readdirSync(work);
      for (const [, local] of opened) await lab.store.release(local, local.object);

      expect(keysOf(objects)).toEqual([...odd].sort());
      for (const name of made) expect(name).toMatch(/^[0-9a-f]{24}\.object$/);
      expect(made).toHaveLength(odd.length);
      for (const [key, local] of opened) expect([key, local.kind, local.object.key]).toEqual([key, 'text', key]);
      expect(readdirSync(work)).toEqual([]);
    });

    it('says a key in one line, whatever is in it', async () => {
      const failure = lab.store.readText(at('odd/no\nflowfence: all is well'));

      await expect(failure).rejects.toThrow(
        /^s3:\/\/lab\/odd\/no\\u000aflowfence: all is well: no such object; [^\n]+$/,
      );
    });
  });

  describe('as a location', () => {
    const keys = [
      'logs/2026/a.gz',
      'logs/2026/b.log',
      'logs/deep/er/c.gz',
      'logs-other/d.gz',
      'logs/[x]/e.gz',
      'top.gz',
    ];
    beforeAll(async () => {
      await lab.server.makeBucket('places');
      const store = makeS3Store({ pathStyle: true, endpoint: lab.server.endpoint });
      for (const key of keys)
        await store.write(`s3://places/${key}`, { kind: 'text', text: key, contentType: 'text/plain' });
    });

    it.each([
      ['s3://places', [...keys].sort()],
      ['s3://places/', [...keys].sort()],
      ['s3://places/logs', ['logs/2026/a.gz', 'logs/2026/b.log', 'logs/[x]/e.gz', 'logs/deep/er/c.gz']],
      ['s3://places/logs/2026/', ['logs/2026/a.gz', 'logs/2026/b.log']],
      ['s3://places/logs/2026/a.gz', ['logs/2026/a.gz']],
      ['s3://places/logs/20', ['logs/2026/a.gz', 'logs/2026/b.log']],
      ['s3://places/logs/**/*.gz', ['logs/2026/a.gz', 'logs/[x]/e.gz', 'logs/deep/er/c.gz']],
      ['s3://places/logs/*/*.{gz,log}', ['logs/2026/a.gz', 'logs/2026/b.log', 'logs/[x]/e.gz']],
      ['s3://places/logs/[x]', ['logs/[x]/e.gz']],
      ['s3://places/*.gz', ['top.gz']],
      ['s3://places/none/', []],
    ])('%s', async (location, found) => {
      const objects = await lab.store.list(location);

      expect(objects.map(({ key }) => key)).toEqual(found.map((key) => `s3://places/${key}`));
    });
  });

  describe('with a log object', () => {
    const text = `a b\n${Array.from({ length: 20_000 }, (_, index) => `${index * 7919} ${index}`).join('\n')}\n`;
    const packed = gzipSync(text);
    const open = async (key: string, body: Uint8Array) => {
      await lab.put(key, body);
      const local = await lab.store.open(await listed(key), work);
      const content = local.kind === 'text' ? readFileSync(local.path, 'utf8') : undefined;
      const made = readdirSync(work).length;
      await lab.store.release(local, local.object);
      return { local, content, made, left: readdirSync(work) };
    };

    it.each([
      ['gzip', packed, { kind: 'text', firstLine: 'a b', truncated: false, ascii: true }, 1],
      ['plain text', Buffer.from(text), { kind: 'text', firstLine: 'a b', truncated: false }, 1],
      ['nothing', Buffer.alloc(0), { kind: 'text', firstLine: undefined }, 1],
      ['Parquet', Buffer.from('PAR1....PAR1'), { kind: 'parquet' }, 1],
      [
        'damaged gzip',
        Buffer.concat([packed.subarray(0, -8), Buffer.alloc(8, 7)]),
        { kind: 'unreadable', diagnostic: { code: 'object-damaged' } },
        0,
      ],
    ])('of %s brings it to disk, and nothing is left', async (kind, body, local, made) => {
      const opened = await open(`kinds/${kind}`, body);

      expect(opened.local).toMatchObject(local);
      expect(opened.made).toBe(made);
      expect(opened.left).toEqual([]);
      if (kind === 'gzip' || kind === 'plain text') expect(opened.content).toBe(text);
    });

    it('that was cut off before it was stored gives what came before the cut, and says so', async () => {
      const { local, content } = await open('kinds/truncated', packed.subarray(0, packed.length / 2));

      expect(local).toMatchObject({ kind: 'text', firstLine: 'a b', truncated: true });
      expect(text.startsWith(content ?? 'no text')).toBe(true);
    });
  });

  describe('whose connection breaks in the middle of a body', () => {
    const body = randomBytes(3_000_000);
    const download = async (key: string, store = lab.store) => {
      const path = join(work, 'download');
      const info = await store.download(at(key), path);
      return { info, bytes: readFileSync(path) };
    };
    beforeAll(() => lab.put('body', body));

    it('goes on where it broke, with the same version', async () => {
      first(1, isGet, { kind: 'cut', afterBytes: 1_000_000 });

      const { bytes, info } = await download('body');

      expect(bytes.equals(body)).toBe(true);
      const [, again] = lab.proxy.asked.filter(isGet);
      expect(again?.headers['if-match']).toBe(`"${info.etag}"`);
      expect(again?.headers.range).toMatch(/^bytes=[1-9]\d*-$/);
    });

    it('comes to the end, however often, as long as each try brings something', async () => {
      lab.proxy.plan = (asked) => (isGet(asked) ? { kind: 'cut', afterBytes: 250_000 } : PASS);

      const { bytes } = await download('body');

      expect(bytes.equals(body)).toBe(true);
      expect(lab.proxy.asked.filter(isGet).length).toBeGreaterThan(10);
    });

    it('never mixes two versions', async () => {
      const newer = randomBytes(2_500_000);
      let gets = 0;
      lab.proxy.plan = async (asked) => {
        if (!isGet(asked)) return PASS;
        gets += 1;
        if (gets === 2) await lab.put('body-changing', newer);
        return gets === 1 ? { kind: 'cut', afterBytes: 1_000_000 } : PASS;
      };
      await lab.put('body-changing', body);

      const { bytes, info } = await download('body-changing');

      expect(bytes.equals(newer)).toBe(true);
      expect(info).toEqual(await listed('body-changing'));
      expect(gets).toBe(3);
    });

    it('gives up where nothing comes, and leaves nothing behind', async () => {
      lab.proxy.plan = (asked) => (isGet(asked) ? { kind: 'cut', afterBytes: 0 } : PASS);
      const store = makeS3Store({ pathStyle: true, attempts: 2 });
      const path = join(work, 'never');

      await expect(store.download(at('body'), path)).rejects.toMatchObject({ problem: 'unavailable' });

      expect(readdirSync(work).filter((name) => name.startsWith('never'))).toEqual([]);
    });

    it('does not wait for ever for one that is silent', async () => {
      first(1, isGet, { kind: 'stall', afterBytes: 500_000 });

      const { bytes } = await download('body', lab.storeWith({ idleMilliseconds: 400 }));

      expect(bytes.equals(body)).toBe(true);
    });

    it('gives the whole text and never a part of it', async () => {
      const text = 'snapshot '.repeat(200_000);
      await lab.put('text', text);
      first(2, isGet, { kind: 'cut', afterBytes: 400_000 });

      expect(await lab.store.readText(at('text'))).toBe(text);
    });
  });

  describe('that answers with an error', () => {
    it.each([
      [500, 'InternalError'],
      [503, 'SlowDown'],
      [503, 'ServiceUnavailable'],
    ])('is asked again after %i %s', async (status, code) => {
      await lab.put('again', 'text');
      first(2, () => true, { kind: 'answer', status, code });

      expect(await lab.store.readText(at('again'))).toBe('text');
      expect(lab.proxy.asked).toHaveLength(3);
    });

    it.each([
      [403, 'AccessDenied', 'denied', 'access is denied; allow s3:GetObject and s3:ListBucket'],
      [403, 'InvalidAccessKeyId', 'credentials', 'the credentials are not valid; get new ones'],
      [400, 'ExpiredToken', 'credentials', 'the credentials have expired; get new ones'],
      [404, 'NoSuchBucket', 'absent', 'no such bucket; check its name'],
      [404, 'NoSuchKey', 'absent', 'no such object; check the key'],
      [301, 'PermanentRedirect', 'misnamed', 'the bucket is in another region; name its region with --s3-region'],
      [403, 'InvalidObjectState', 'archived', 'the object is in an archive tier; restore it'],
      [400, 'OddError', 'misnamed', 'the store answers 400 OddError (by plan); check the location'],
    ])('%i %s says so in one line', async (status, code, problem, words) => {
      lab.proxy.plan = () => ({ kind: 'answer', status, code });

      const failure = lab.store.readText(at('x'));

      await expect(failure).rejects.toMatchObject({ name: 'LocationError', problem });
      await expect(failure).rejects.toThrow(`s3://lab/x: ${words}`);
    });

    it('says who does not answer', async () => {
      const store = makeS3Store({ pathStyle: true, endpoint: 'http://127.0.0.1:9', attempts: 1 });

      await expect(store.list(at(''))).rejects.toThrow(
        's3://lab/: the store does not answer (ECONNREFUSED); check the endpoint and the network',
      );
    });

    it('refuses a wrong secret', async () => {
      const { AWS_SECRET_ACCESS_KEY: secret } = process.env;
      process.env.AWS_SECRET_ACCESS_KEY = 'another';
      try {
        await expect(makeS3Store({ pathStyle: true }).list(at(''))).rejects.toThrow('the credentials are not valid');
      } finally {
        process.env.AWS_SECRET_ACCESS_KEY = secret;
      }
    });

    it.each([
      ['InvalidObjectState', 403, 'object-archived'],
      ['NoSuchKey', 404, 'object-gone'],
    ])('%s for one of several objects costs no other, and is read again later', async (code, status, diagnostic) => {
      await lab.put('one', 'a b\n');
      const object = await listed('one');
      first(1, isGet, { kind: 'answer', status, code });

      const without = await lab.store.open(object, work);
      const later = await lab.store.open(object, work);
      await lab.store.release(later, object);

      expect(without).toMatchObject({ kind: 'unreadable', diagnostic: { code: diagnostic } });
      expect(without.object.etag).not.toBe(object.etag);
      expect(later).toMatchObject({ kind: 'text', object });
    });
  });
});
