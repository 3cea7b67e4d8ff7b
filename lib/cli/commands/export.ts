// `flowfence export`: the whole report in another form.
import { join } from 'node:path';
import type { Command } from 'commander';
import { below, withLocalFile } from '../../adapters/location-files.ts';
import { withReport } from '../../adapters/report-reader.ts';
import { withTemporaryFolder } from '../../adapters/temporary-folder.ts';
import type { ObjectStore, SqlSession } from '../../pipeline/ports.ts';
import { formatCsv } from '../../report/formats/csv.ts';
import { formatJson } from '../../report/formats/json.ts';
import { formatSvg } from '../../report/formats/svg.ts';
import { copyParquetSql } from '../../report/table-sql.ts';
import { TABLE_NAMES } from '../../report/tables.ts';
import { EXIT, type ExitStatus, UnusableError, unusableInput } from '../exit.ts';
import { pageOf } from '../pages.ts';
import { openReport } from '../reports.ts';
import type { Session } from '../session.ts';

const HELP = `
json      everything, schema flowfence.report/v1
csv       the connections with both verdicts
parquet   one file a table, in the folder --out
html      the review page with the report in it: one file, to open in a browser or to send
svg       the map of observed connections under the current policies; namespaces are opened, in order of name, while
          no more than 200 workloads are drawn, the others stay closed

Examples:
  $ flowfence export report.duckdb --format json | jq '.findings'
  $ flowfence export report.duckdb --format csv --out connections.csv
  $ flowfence export report.duckdb --format parquet --out tables/
  $ flowfence export report.duckdb --format html --out report.html
  $ flowfence export report.duckdb --format svg --out map.svg`;

interface Options {
  readonly format: string;
  readonly out?: string;
}

export function registerExport(program: Command, session: Session): void {
  program
    .command('export')
    .argument('<report>', 'report file')
    .description('the whole report as JSON, CSV, Parquet or one HTML page, or its map as SVG')
    .requiredOption('--format <format>', 'json, csv, parquet, html or svg')
    .option('--out <file>', 'file to write, or s3://bucket/key (parquet: folder); standard output without')
    .addHelpText('after', HELP)
    .action(async (report: string, options: Options) => session.finish(await runExport(report, options, session)));
}

async function runExport(report: string, { format, out }: Options, session: Session): Promise<ExitStatus> {
  switch (format) {
    case 'json':
      return deliver(formatJson(await openReport(report, session)), 'application/json', { out, session });
    case 'csv':
      return deliver(formatCsv(await openReport(report, session)), 'text/csv; charset=utf-8', { out, session });
    case 'parquet':
      return writeParquet(report, out, session);
    case 'html':
      return deliver(await pageOf(await openReport(report, session)), 'text/html; charset=utf-8', { out, session });
    case 'svg':
      return deliver(formatSvg(await openReport(report, session)), 'image/svg+xml', { out, session });
    default:
      throw new UnusableError('--format', `${format} is no format`, 'use json, csv, parquet, html or svg');
  }
}

interface Delivery {
  readonly out: string | undefined;
  readonly session: Session;
}

async function deliver(text: string, contentType: string, { out, session }: Delivery): Promise<ExitStatus> {
  await (out === undefined
    ? session.terminal.out(text)
    : session.store.write(out, { kind: 'text', text, contentType }));
  return EXIT.done;
}

async function writeParquet(report: string, out: string | undefined, session: Session): Promise<ExitStatus> {
  if (out === undefined) throw new UnusableError('--out', 'parquet is one file a table', 'name a folder');
  await openReport(report, session);
  const { store } = session;
  const result = await withLocalFile(store, report, (path) =>
    withTemporaryFolder((_, folder) =>
      withReport(path, (tables) => writeTables(tables, { folder, out, store }), report),
    ),
  );
  if (result !== 'written') throw unusableInput(result.diagnostic);
  return EXIT.done;
}

interface TableFiles {
  readonly folder: string;
  readonly out: string;
  readonly store: ObjectStore;
}

async function writeTables(tables: SqlSession, { folder, out, store }: TableFiles): Promise<'written'> {
  for (const name of TABLE_NAMES) {
    const path = join(folder, `${name}.parquet`);
    await tables.run(copyParquetSql(name, path));
    await store.write(below(out, `${name}.parquet`), {
      kind: 'file',
      path,
      contentType: 'application/vnd.apache.parquet',
    });
  }
  return 'written';
}
