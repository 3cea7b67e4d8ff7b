// The review page built from this tree, and the report of the sample cluster: each made once in a run, by whoever needs it first.
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { pageTools } from '../../lib/adapters/page-file.ts';
import { readReport } from '../../lib/adapters/report-reader.ts';
import type { ReportDocument } from '../../lib/report/document.ts';
import { formatHtml } from '../../lib/report/formats/html.ts';
import { runRecorded } from '../cli/recording-terminal.ts';
import { RUN_FOLDER } from './run-folder-setup.ts';

function runFolder(): string {
  const folder = process.env[RUN_FOLDER];
  if (folder === undefined)
    throw new Error('no folder of this run: vitest.config.ts names test/web/run-folder-setup.ts');
  return folder;
}

/** Two workers may make it at once: each in a folder of its own, and the last one to move it wins. */
async function madeOnce(name: string, make: (path: string) => Promise<void>): Promise<string> {
  const path = join(runFolder(), name);
  if (existsSync(path)) return path;
  const own = mkdtempSync(join(runFolder(), 'making-'));
  await make(join(own, name));
  renameSync(join(own, name), path);
  rmSync(own, { recursive: true });
  return path;
}

/** As built, without a report. */
export async function builtTemplate(): Promise<string> {
  const path = await madeOnce('page.html', async (target) => {
    const outDir = join(target, '..');
    await build({ configFile: 'vite.config.ts', logLevel: 'error', build: { outDir, emptyOutDir: false } });
  });
  return readFileSync(path, 'utf8');
}

/** Of `examples/cluster`, by the command that a user would run: its report file. */
export async function sampleReportPath(): Promise<string> {
  return madeOnce('sample.duckdb', async (target) => {
    const inputs = ['--flows', 'examples/cluster/flows', '--snapshots', 'examples/cluster/snapshots'];
    const { status, notes } = await runRecorded('analyze', ...inputs, '--memory', '500MB', '--report', target);
    if (status !== 0) throw new Error(notes.join('\n'));
  });
}

export async function sampleReport(): Promise<ReportDocument> {
  const reading = await readReport(await sampleReportPath());
  if (reading.kind === 'unusable') throw new Error(reading.diagnostic.message);
  return reading.document;
}

/** Writes the page with the report in it, as `export --format html` does; gives its `file:` address. */
export async function exportedPage(name: string, document: ReportDocument): Promise<string> {
  const path = join(mkdtempSync(join(runFolder(), 'page-')), `${name}.html`);
  writeFileSync(path, formatHtml(await builtTemplate(), document, pageTools));
  return `file://${path}`;
}
