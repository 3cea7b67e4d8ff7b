// The checksums that S3 keeps beside objects, over a file: for a body that came in several pieces, which the SDK cannot check.
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';

interface Running {
  readonly update: (bytes: Uint8Array) => void;
  readonly digest: () => Buffer;
}

export type ChecksumName = 'SHA256' | 'SHA1' | 'CRC64NVME' | 'CRC32C' | 'CRC32';

export interface Checksum {
  readonly name: ChecksumName;
  /** Base64, as in the header. */
  readonly value: string;
}

/** The object's own: one made of the parts' checksums cannot be compared with the whole. */
export function checksumOf(output: Partial<GetObjectCommandOutput>): Checksum | undefined {
  const known: readonly (readonly [ChecksumName, string | undefined])[] = [
    ['SHA256', output.ChecksumSHA256],
    ['SHA1', output.ChecksumSHA1],
    ['CRC64NVME', output.ChecksumCRC64NVME],
    ['CRC32C', output.ChecksumCRC32C],
    ['CRC32', output.ChecksumCRC32],
  ];
  for (const [name, value] of known) if (value !== undefined && !value.includes('-')) return { name, value };
  return undefined;
}

export async function fileFits(path: string, checksum: Checksum): Promise<boolean> {
  const running = RUNNING[checksum.name]();
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) running.update(chunk as Buffer);
  return running.digest().toString('base64') === checksum.value;
}

const RUNNING: Readonly<Record<ChecksumName, () => Running>> = {
  SHA256: () => hashing(createHash('sha256')),
  SHA1: () => hashing(createHash('sha1')),
  CRC32: runningCrc32,
  CRC32C: () => reflectedCrc({ bits: 32, polynomial: 0x82f63b78n }),
  CRC64NVME: () => reflectedCrc({ bits: 64, polynomial: 0x9a6c9329ac4bc9b5n }),
};

function hashing(hash: Hash): Running {
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
}

function runningCrc32(): Running {
  let value = 0;
  return {
    update: (bytes) => {
      value = crc32(bytes, value);
    },
    digest: () => toBytes(BigInt(value), 32),
  };
}

interface CrcShape {
  readonly bits: 32 | 64;
  /** Bits reversed, as CRCs that read the lowest bit first have it. */
  readonly polynomial: bigint;
}

/** Register and result are inverted, as in every CRC here. Slow, which a body that broke off can bear. */
function reflectedCrc({ bits, polynomial }: CrcShape): Running {
  const ones = (1n << BigInt(bits)) - 1n;
  const table = Array.from({ length: 256 }, (_, byte) => {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) value = (value & 1n) === 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    return value;
  });
  let register = ones;
  return {
    update: (bytes) => {
      for (const byte of bytes) register = (register >> 8n) ^ (table[Number(register & 0xffn) ^ byte] ?? 0n);
    },
    digest: () => toBytes(register ^ ones, bits),
  };
}

function toBytes(value: bigint, bits: number): Buffer {
  return Buffer.from(value.toString(16).padStart(bits / 4, '0'), 'hex');
}
