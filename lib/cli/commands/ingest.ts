// `flowfence ingest`: stage one alone, raw logs to compact Parquet summaries.
import type { Command } from 'commander';
import { withLocalTools } from '../../adapters/local-tools.ts';
import { asFolder } from '../../adapters/location-files.ts';
import { isS3Location } from '../../adapters/s3-location.ts';
import type { AnalyzeTools } from '../../pipeline/analyze.ts';
import { ingestOnto } from '../../pipeline/ingest-all.ts';
import { listObjects } from '../../pipeline/read-cluster.ts';
import { folderShelf, type SummaryShelf, storeShelf } from '../../pipeline/summary-shelf.ts';
import { shellWord } from '../../report/shell-word.ts';
import { counted } from '../../report/words.ts';
import { EXIT, type ExitStatus } from '../exit.ts';
import { declaredLayout } from '../flow-format.ts';
import { countArgument, memoryArgument } from '../number-arguments.ts';
import { collect, type Session } from '../session.ts';

const HELP = `
One summary a log object, named by the object's key and ETag: a repeat reads only what is new.

Examples:
  $ flowfence ingest --flows logs/ --summaries summaries/
  $ flowfence ingest --flows s3://my-logs/AWSLogs/ --summaries s3://my-data/summaries/
  $ flowfence analyze --summaries summaries/ --snapshots snapshots/ --report report.duckdb`;

interface Options {
  readonly flows: readonly string[];
  readonly summaries: string;
  readonly format?: string;
  readonly memory: string;
  readonly threads?: string;
  readonly json?: boolean;
}

export function registerIngest(program: Command, session: Session): void {
  program
    .command('ingest')
    .description('stage one alone, for large inputs: raw logs to compact summaries')
    .requiredOption('--flows <loc...>', 'flow logs: text, gzip or Parquet', collect)
    .requiredOption('--summaries <loc>', 'folder to write to, or s3://bucket/prefix')
    .option('--format <fields>', 'format of logs without a header: the fields in the order they were declared')
    .option('--memory <size>', 'memory limit, about', '2GB')
    .option('--threads <n>', 'threads; all without')
    .option('--json', 'print the counts as JSON')
    .addHelpText('after', HELP)
    .action(async (options: Options) => session.finish(await runIngest(options, session)));
}

async function runIngest(options: Options, { terminal, store }: Session): Promise<ExitStatus> {
  const declared = options.format === undefined ? undefined : declaredLayout(options.format);
  const limits = {
    memoryBytes: memoryArgument(options.memory),
    ...(options.threads === undefined ? {} : { threads: countArgument('--threads', options.threads) }),
    progress: terminal,
    store,
  };
  const counts = await withLocalTools(limits, async (tools) => {
    const objects = await listObjects(tools.source, options.flows);
    const workFolder = await tools.files.makeFolder('flowfence');
    const shelf = await shelfAt(options.summaries, tools, workFolder);
    const read = await ingestOnto({ ...tools, workFolder, declared }, objects, shelf);
    return { objects: objects.length, read, summaries: options.summaries };
  });
  const sentence = `${counted(counts.objects, 'object')} summarized in ${options.summaries}, ${counts.read} of them now; next: flowfence analyze --summaries ${shellWord(options.summaries)} --snapshots … --report …`;
  await terminal.out(options.json === true ? `${JSON.stringify(counts, null, 2)}\n` : `${sentence}\n`);
  return EXIT.done;
}

async function shelfAt(location: string, { files, source }: AnalyzeTools, workFolder: string): Promise<SummaryShelf> {
  if (isS3Location(location)) {
    const folder = files.makePath(workFolder, 'summaries');
    await files.ensureFolder(folder);
    return storeShelf(source, asFolder(location), { files, folder });
  }
  await files.ensureFolder(location);
  return folderShelf(files, location);
}
