// Writes the report file beside its final name and renames it: a report is whole or absent.
import type { ReportData } from '../report/report-data.ts';
import { createTablesSql, insertRowsSql } from '../report/table-sql.ts';
import { toRows } from '../report/to-rows.ts';
import type { SqlEngine, WorkFiles } from './ports.ts';

export interface ReportTools {
  readonly files: WorkFiles;
  /** Opens a new database file. */
  readonly openFile: (path: string) => Promise<SqlEngine>;
}

export async function writeReport(tools: ReportTools, data: ReportData, path: string): Promise<void> {
  const beside = `${path}.part`;
  await removeDraft(tools.files, beside);
  try {
    await writeDraft(tools, data, beside);
    await tools.files.publish(beside, path);
  } catch (error) {
    await removeDraft(tools.files, beside);
    throw error;
  }
}

async function writeDraft({ openFile }: ReportTools, data: ReportData, beside: string): Promise<void> {
  const engine = await openFile(beside);
  try {
    const session = await engine.session();
    for (const sql of createTablesSql()) await session.run(sql);
    for (const sql of insertRowsSql(toRows(data))) await session.run(sql);
    await session.run('CHECKPOINT');
    session.close();
  } finally {
    engine.close();
  }
}

/** A log of a run that was killed would be replayed into the next report of that name. */
async function removeDraft(files: WorkFiles, beside: string): Promise<void> {
  await files.removeFolder(beside);
  await files.removeFolder(`${beside}.wal`);
}
