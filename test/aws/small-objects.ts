// Log objects of a few lines each, cut from those of the sample, and objects that cannot be read.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { globSync } from 'tinyglobby';

export interface SmallObject {
  readonly key: string;
  readonly body: Buffer;
}

const FOLDER = 'AWSLogs/111122223333/vpcflowlogs/eu-central-1/2026/11/01';

export function smallKey(index: number): string {
  return `${FOLDER}/111122223333_vpcflowlogs_eu-central-1_fl-1_20261101T0000Z_${String(index).padStart(8, '0')}.log.gz`;
}

/** The lines of the objects of one hour, dealt to `count` objects; the same every time. */
export function smallObjects(flows: string, count: number): readonly SmallObject[] {
  const texts = globSync('**/*_20261101T00*', { cwd: flows })
    .sort()
    .map((key) =>
      gunzipSync(readFileSync(join(flows, key)))
        .toString('utf8')
        .trimEnd()
        .split('\n'),
    );
  const header = texts[0]?.[0] ?? '';
  const lines = texts.flatMap(([, ...rest]) => rest);
  return Array.from({ length: count }, (_, index) => ({
    key: smallKey(index),
    body: gzipSync([header, ...lines.filter((_line, at) => at % count === index), ''].join('\n')),
  }));
}

/** Begins as gzip does and goes on as nothing does. */
export function damagedObject(index: number): SmallObject {
  const body = gzipSync('version account-id\n'.repeat(100));
  body.fill(0xa5, 12);
  return { key: smallKey(index), body };
}
