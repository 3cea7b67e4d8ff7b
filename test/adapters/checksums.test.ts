import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChecksumName, checksumOf, fileFits } from '../../lib/adapters/checksums.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowfence-checksums-'));
  writeFileSync(join(folder, 'check'), '123456789');
});
afterAll(() => rmSync(folder, { recursive: true }));

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');

describe('a checksum of an object', () => {
  // The check values of the catalogue of parametrised CRC algorithms, for the text 123456789.
  it.each<readonly [ChecksumName, string]>([
    ['CRC32', base64('cbf43926')],
    ['CRC32C', base64('e3069283')],
    ['CRC64NVME', base64('ae8b14860a799888')],
    ['SHA1', createHash('sha1').update('123456789').digest('base64')],
    ['SHA256', createHash('sha256').update('123456789').digest('base64')],
  ])('%s fits its file and no other', async (name, value) => {
    const other = `${value.startsWith('A') ? 'B' : 'A'}${value.slice(1)}`;

    expect(await fileFits(join(folder, 'check'), { name, value })).toBe(true);
    expect(await fileFits(join(folder, 'check'), { name, value: other })).toBe(false);
  });

  it('of parts says nothing about the whole', () => {
    expect(checksumOf({ ChecksumSHA256: 'abc=-3' })).toBeUndefined();
    expect(checksumOf({ ChecksumCRC32: 'abc=' })).toEqual({ name: 'CRC32', value: 'abc=' });
    expect(checksumOf({})).toBeUndefined();
  });
});
