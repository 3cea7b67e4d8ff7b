// Puts bytes into log objects with given names, ingests them and gives back what their summaries say.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { AnalyzeTools } from '../../lib/pipeline/analyze.ts';
import { ingestAll, readSummaries } from '../../lib/pipeline/ingest-all.ts';
import { listObjects } from '../../lib/pipeline/read-cluster.ts';
import type { SummaryFacts } from '../../lib/pipeline/summary-facts.ts';
import type { Layout } from '../../lib/sources/flow-log-layout.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface Ingested {
  /** Facts by the object's name below the folder. */
  readonly facts: Readonly<Record<string, SummaryFacts>>;
  /** The rows of all summaries, in a stated order. */
  readonly rows: readonly string[];
}

export function writeFiles(root: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
}

export function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'flowfence-pipeline-'));
  return use(folder).finally(() => rmSync(folder, { recursive: true }));
}

export function ingestFiles(tools: AnalyzeTools, files: Files, declared?: Layout): Promise<Ingested> {
  return withFolder(async (root) => {
    const [flows, own] = [join(root, 'flows'), join(root, 'summaries')];
    writeFiles(flows, files);
    mkdirSync(own);
    const workFolder = await tools.files.makeFolder('work');
    await ingestAll({ ...tools, workFolder, declared }, await listObjects(tools.source, [flows]), own);
    await tools.files.removeFolder(workFolder);
    return readFolder(tools, own, flows);
  });
}

export async function readFolder(tools: AnalyzeTools, own: string, flows: string): Promise<Ingested> {
  const session = await tools.engine.session();
  try {
    const paths = (await tools.files.list(own)).map((name) => join(own, name));
    const summaries = await readSummaries(session, paths);
    const list = paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ');
    const rows = await session.rows(`SELECT * FROM read_parquet([${list}]) ORDER BY ALL`);
    return {
      facts: Object.fromEntries(summaries.map(({ facts }) => [relative(flows, facts.source), facts])),
      rows: rows.map((row) => JSON.stringify(row)),
    };
  } finally {
    session.close();
  }
}
