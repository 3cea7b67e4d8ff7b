// A thread that writes its share of the large input's files, one line buffer at a time.

import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { createGzip } from 'node:zlib';
import { benchLines } from './bench-lines.ts';
import type { BenchTraffic } from './bench-plan.ts';

export interface BenchFile {
  readonly path: string;
  readonly slot: number;
  readonly records: number;
  readonly label: string;
}

export interface BenchTask {
  readonly plan: BenchTraffic;
  readonly header: string;
  readonly files: readonly BenchFile[];
}

const CHUNK_CHARACTERS = 262_144;

/** Writes one file; returns the connections that are in it. */
export async function writeBenchFile(file: BenchFile, task: BenchTask): Promise<ReadonlySet<number>> {
  mkdirSync(dirname(file.path), { recursive: true });
  const gzip = createGzip({ level: 6 });
  const done = finished(gzip.pipe(createWriteStream(file.path)));
  const lines = benchLines(task.plan, { slot: file.slot, total: file.records, label: file.label });
  let text = `${task.header}\n`;
  for (let written = 0; written < file.records; ) {
    const more = lines.next(file.records - written);
    for (const line of more) text += `${line}\n`;
    written += more.length;
    if (text.length < CHUNK_CHARACTERS) continue;
    if (!gzip.write(text)) await once(gzip, 'drain');
    text = '';
  }
  gzip.end(text);
  await done;
  return lines.seen;
}

if (parentPort !== null) {
  const task = workerData as BenchTask;
  const seen = new Set<number>();
  for (const file of task.files) for (const index of await writeBenchFile(file, task)) seen.add(index);
  parentPort.postMessage([...seen]);
}
