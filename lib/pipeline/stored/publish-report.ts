// A report as files in the store, the manifest after all of them: without a manifest there is no report.
import { gzipSync, strToU8 } from 'fflate';
import { invariant } from '../../base/assert.ts';
import { compareBy } from '../../base/order.ts';
import { formatHtml, type PageTools } from '../../report/formats/html.ts';
import { formatJson } from '../../report/formats/json.ts';
import { formatPoliciesZip } from '../../report/formats/policies-zip.ts';
import { policyFiles } from '../../report/policy-files.ts';
import type { ReportData } from '../../report/report-data.ts';
import type { SqlEngine } from '../ports.ts';
import { writeReport } from '../write-report.ts';
import { inParallel } from './in-parallel.ts';
import { manifestKey, type RunName, reportKey } from './keys.ts';
import { formatManifest, MANIFEST_SCHEMA, type Manifest, type ManifestFile } from './manifest.ts';
import { manifestSummary } from './manifest-summary.ts';
import { writeJson } from './stored-json.ts';
import type { StoredTools } from './tools.ts';

export interface PublishTools extends StoredTools {
  /** Opens a new database file. */
  readonly openFile: (path: string) => Promise<SqlEngine>;
  /** The built review page, and what filling it needs. */
  readonly page: { readonly template: string; readonly tools: PageTools };
}

interface DraftFile {
  readonly name: string;
  readonly contentType: string;
  readonly path: string;
}

/** Repeating it writes the same bytes. `folder` is on local disk and empty. */
export async function publishReport(
  tools: PublishTools,
  { run, data, folder }: { readonly run: RunName; readonly data: ReportData; readonly folder: string },
): Promise<Manifest> {
  const database = await publishDatabase(tools, { run, data, folder });
  const drafts = await draftFiles(tools, data, folder);
  const files = await inParallel(drafts, tools.parallel, (draft) => publishFile(tools, run, draft));
  const manifest: Manifest = {
    ...{ schema: MANIFEST_SCHEMA, ...run, ...data.document.window },
    files: [database, ...files].sort(compareBy(({ name }) => name)),
    summary: manifestSummary(data.document),
  };
  await writeJson(tools.store, manifestKey(tools.places, run), formatManifest(manifest));
  return manifest;
}

const DATABASE = { name: 'report.duckdb', contentType: 'application/vnd.duckdb' } as const;

/**
 * How DuckDB lays out a file is its own matter: two files of one report differ in bytes that nobody reads. So the first
 * that was written for a run stays, and the manifest is about what is there.
 */
async function publishDatabase(
  tools: PublishTools,
  { run, data, folder }: { readonly run: RunName; readonly data: ReportData; readonly folder: string },
): Promise<ManifestFile> {
  const { store, files, places } = tools;
  const path = files.makePath(folder, DATABASE.name);
  await writeReport(tools, data, path);
  const key = reportKey(places, run, DATABASE.name);
  const first = await store.write(key, { kind: 'file', path, contentType: DATABASE.contentType }, { kind: 'absent' });
  if (!first) await store.download(key, path);
  return { ...DATABASE, ...(await files.fingerprint(path)) };
}

async function publishFile(
  { store, files, places }: PublishTools,
  run: RunName,
  { name, contentType, path }: DraftFile,
): Promise<ManifestFile> {
  await store.write(reportKey(places, run, name), { kind: 'file', path, contentType });
  return { name, contentType, ...(await files.fingerprint(path)) };
}

/** All but the database, on local disk. */
async function draftFiles(
  { files, page }: PublishTools,
  { document }: ReportData,
  folder: string,
): Promise<readonly DraftFile[]> {
  const policies = policyFiles(document.policies.recommended, undefined);
  invariant(policies.kind === 'files', 'recommended policies have names that Kubernetes takes');
  const drafts: DraftFile[] = [];
  const add = async (name: string, contentType: string, bytes: Uint8Array): Promise<void> => {
    const path = files.makePath(folder, `draft-${drafts.length}`);
    await files.writeBytes(path, bytes);
    drafts.push({ name, contentType, path });
  };
  await add('report.html', 'text/html; charset=utf-8', strToU8(formatHtml(page.template, document, page.tools)));
  // Without the time that gzip would note.
  await add('report.json.gz', 'application/gzip', gzipSync(strToU8(formatJson(document)), { mtime: 0 }));
  await add('policies.zip', 'application/zip', formatPoliciesZip(policies.files));
  for (const { path, text } of policies.files) await add(`policies/${path}`, 'application/yaml', strToU8(text));
  return drafts;
}
