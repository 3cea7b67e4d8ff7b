// Writing to buckets of a real server: conditions, answers that are lost, large files in parts.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeadObjectCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Asked, Fault } from '../aws/fault-proxy.ts';
import { missingS3Server } from '../aws/s3-server.ts';
import { at, BUCKET, openS3Lab, type S3Lab } from './s3-lab.ts';

const because = missingS3Server === undefined ? '' : `: ${missingS3Server}`;

describe.skipIf(missingS3Server !== undefined)(`a bucket${because}`, () => {
  let lab: S3Lab;
  beforeAll(async () => {
    lab = await openS3Lab();
  });
  afterAll(async () => lab?.stop());
  beforeEach(() => lab.proxy.reset());

  /** The first so many requests of the kind fare so, all others pass. */
  const first = (count: number, which: (asked: Asked) => boolean, fault: Fault) => {
    let left = count;
    lab.proxy.plan = (asked) => {
      if (!which(asked) || left === 0) return { kind: 'pass' };
      left -= 1;
      return fault;
    };
  };

  describe('that is written to', () => {
    const isPut = ({ method }: Asked) => method === 'PUT';
    const text = (value: string) => ({ kind: 'text', text: value, contentType: 'application/json' }) as const;

    it('is told the type and the checksum', async () => {
      await lab.store.write(at('typed.json'), text('{}'));

      const head = await lab.server.client.send(
        new HeadObjectCommand({ Bucket: BUCKET, Key: 'typed.json', ChecksumMode: 'ENABLED' }),
      );

      expect(head.ContentType).toBe('application/json');
      expect(head.ChecksumSHA256).toBe(createHash('sha256').update('{}').digest('base64'));
    });

    it('is asked again after a conflict of writers', async () => {
      first(1, isPut, { kind: 'answer', status: 409, code: 'ConditionalRequestConflict' });

      expect(await lab.store.write(at('conflict'), text('1'), { kind: 'absent' })).toBe(true);
    });

    it('knows its own write again where the answer was lost', async () => {
      first(1, isPut, { kind: 'lose-answer' });

      expect(await lab.store.write(at('lost'), text('1'), { kind: 'absent' })).toBe(true);
      expect(await lab.store.write(at('lost'), text('2'), { kind: 'absent' })).toBe(false);
      expect(lab.proxy.asked.filter(isPut)).toHaveLength(3);
    });

    it("does not take another's write for its own", async () => {
      await lab.put('others', 'theirs');
      first(1, isPut, { kind: 'answer', status: 500, code: 'InternalError' });

      expect(await lab.store.write(at('others'), text('ours'), { kind: 'absent' })).toBe(false);
      expect(await lab.store.readText(at('others'))).toBe('theirs');
    });
  });

  describe('that is sent a large file', () => {
    const MEBIBYTE = 1 << 20;
    const body = randomBytes(13 * MEBIBYTE);
    const isPart = ({ method, path }: Asked) => method === 'PUT' && path.includes('partNumber');
    const isComplete = ({ method, path }: Asked) => method === 'POST' && path.includes('uploadId');
    const inParts = () => lab.storeWith({ sizes: { singleBytes: 6 * MEBIBYTE, partBytes: 5 * MEBIBYTE } });
    const file = () => {
      const path = join(lab.folder, 'large');
      writeFileSync(path, body);
      return { kind: 'file', path, contentType: 'application/octet-stream' } as const;
    };
    const uploads = async () =>
      (await lab.server.client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }))).Uploads ?? [];

    it('gets it in parts, whole', async () => {
      expect(await inParts().write(at('large'), file())).toBe(true);

      const path = join(lab.folder, 'received');
      await lab.store.download(at('large'), path);
      expect(readFileSync(path).equals(body)).toBe(true);
      expect(lab.proxy.asked.filter(isPart)).toHaveLength(3);
      expect(await uploads()).toEqual([]);
    });

    it('keeps to the condition', async () => {
      expect(await inParts().write(at('large-once'), file(), { kind: 'absent' })).toBe(true);
      expect(await inParts().write(at('large-once'), file(), { kind: 'absent' })).toBe(false);
      expect(await uploads()).toEqual([]);
    });

    it('takes the parts back where one is refused', async () => {
      first(1, isPart, { kind: 'answer', status: 403, code: 'AccessDenied' });

      await expect(inParts().write(at('large-refused'), file())).rejects.toThrow('access is denied');

      expect(await uploads()).toEqual([]);
      expect(await lab.store.info(at('large-refused'))).toBeUndefined();
    });

    it('gets it anew where the upload is lost', async () => {
      first(1, isComplete, { kind: 'answer', status: 404, code: 'NoSuchUpload' });

      expect(await inParts().write(at('large-again'), file(), { kind: 'absent' })).toBe(true);
      expect((await lab.store.info(at('large-again')))?.bytes).toBe(body.length);
    });
  });
});
