// `flowfence ingest`: stage one alone, raw logs to compact Parquet summaries.
import type { Command } from 'commander';
import { withLocalTools } from '../../adapters/local-tools.ts';
import { ingestAll } from '../../pipeline/ingest-all.ts';
import { listObjects } from '../../pipeline/read-cluster.ts';
import { counted } from '../../report/words.ts';
import { EXIT, type ExitStatus } from '../exit.ts';
import { declaredLayout } from '../flow-format.ts';
import { refuseRemote } from '../inputs.ts';
import { countArgument, memoryArgument } from '../number-arguments.ts';
import { collect, type Session } from '../session.ts';

const HELP = `
One summary a log object, named by the object's key and ETag: a repeat reads only what is new.

Examples:
  $ flowfence ingest --flows logs/ --summaries summaries/
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
    .requiredOption('--summaries <loc>', 'folder to write to')
    .option('--format <fields>', 'format of logs without a header: the fields in the order they were declared')
    .option('--memory <size>', 'memory limit, about', '2GB')
    .option('--threads <n>', 'threads; all without')
    .option('--json', 'print the counts as JSON')
    .addHelpText('after', HELP)
    .action(async (options: Options) => session.finish(await runIngest(options, session)));
}

async function runIngest(options: Options, { terminal }: Session): Promise<ExitStatus> {
  refuseRemote('--flows', options.flows);
  refuseRemote('--summaries', [options.summaries]);
  const declared = options.format === undefined ? undefined : declaredLayout(options.format);
  const limits = {
    memoryBytes: memoryArgument(options.memory),
    ...(options.threads === undefined ? {} : { threads: countArgument('--threads', options.threads) }),
    progress: terminal,
  };
  const counts = await withLocalTools(limits, async (tools) => {
    const objects = await listObjects(tools.source, options.flows);
    const workFolder = await tools.files.makeFolder('flowfence');
    await tools.files.ensureFolder(options.summaries);
    await ingestAll({ ...tools, workFolder, declared }, objects, options.summaries);
    return { objects: objects.length, summaries: options.summaries };
  });
  const sentence = `${counted(counts.objects, 'object')} summarized in ${options.summaries}; next: flowfence analyze --summaries ${options.summaries} --snapshots … --report …`;
  await terminal.out(options.json === true ? `${JSON.stringify(counts, null, 2)}\n` : `${sentence}\n`);
  return EXIT.done;
}
