// `flowfence pull`: the report and policies that a deployment has published, checked and put into a folder.
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { asFolder } from '../../adapters/location-files.ts';
import { makeWorkFiles } from '../../adapters/work-files.ts';
import { isRunName, isStoredName } from '../../pipeline/stored/keys.ts';
import type { Manifest } from '../../pipeline/stored/manifest.ts';
import { clustersWithReport, type PullTools, pullReport } from '../../pipeline/stored/pull-report.ts';
import { shellWord } from '../../report/shell-word.ts';
import { counted } from '../../report/words.ts';
import { EXIT, type ExitStatus, UnusableError } from '../exit.ts';
import type { Session } from '../session.ts';

const HELP = `
Reads reports/<cluster>/latest.json and the manifest of the report that it names, fetches each file, and compares its size and
SHA-256. Where one is not as it should be, nothing is written. Needs s3:GetObject of the bucket (and s3:ListBucket without
--cluster), and kms:Decrypt where it is encrypted with a key.

Examples:
  $ flowfence pull s3://my-reports
  $ flowfence pull s3://my-reports --cluster prod --out prod/
  $ flowfence pull s3://my-reports --cluster prod --run 20261101T000000Z-0123456789abcdef`;

interface Options {
  readonly cluster?: string;
  readonly out?: string;
  readonly run?: string;
  readonly json?: boolean;
}

const PARALLEL = 8;

export function registerPull(program: Command, session: Session): void {
  program
    .command('pull')
    .argument('<loc>', 's3://bucket of the reports')
    .description('fetch the latest report and policies that a deployment has published')
    .option('--cluster <name>', 'whose report; not needed where there is one cluster')
    .option('--out <dir>', 'folder to write to; flowfence-<cluster> without')
    .option('--run <run>', 'an earlier report, by the name of its folder')
    .option('--json', 'print what was fetched as JSON')
    .addHelpText('after', HELP)
    .action(async (location: string, options: Options) => session.finish(await runPull(location, options, session)));
}

async function runPull(location: string, options: Options, { terminal, store }: Session): Promise<ExitStatus> {
  checkNames(options);
  const reports = asFolder(location);
  const places = { reports, data: reports, snapshots: reports };
  const cluster = options.cluster ?? (await onlyCluster(location, { store, places }));
  const out = options.out ?? `flowfence-${cluster}`;
  const files = makeWorkFiles(dirname(resolve(out)));
  await files.ensureFolder(dirname(resolve(out)));
  const tools = { store, files, places, progress: terminal, parallel: PARALLEL };
  const { run } = options;
  const manifest = await pullReport(tools, { cluster, out, ...(run === undefined ? {} : { run }) });
  await terminal.out(options.json === true ? pulledJson(manifest, out) : pulledText(manifest, out));
  return EXIT.done;
}

function checkNames({ cluster, run }: Options): void {
  if (cluster !== undefined && !isStoredName(cluster)) {
    throw new UnusableError(
      '--cluster',
      `${JSON.stringify(cluster)} is no name`,
      'use the name in the settings of the deployment',
    );
  }
  if (run !== undefined && !isRunName(run)) {
    throw new UnusableError(
      '--run',
      `${JSON.stringify(run)} is no run`,
      'write it as 20261101T000000Z-0123456789abcdef',
    );
  }
}

async function onlyCluster(location: string, tools: Pick<PullTools, 'store' | 'places'>): Promise<string> {
  const [first, ...others] = await clustersWithReport(tools);
  if (first === undefined) throw new UnusableError(location, 'no report is there', 'name the bucket of the reports');
  if (others.length === 0) return first;
  const names = [first, ...others].join(', ');
  throw new UnusableError('--cluster', `there are reports of ${names}`, 'name one');
}

function pulledJson({ cluster, run, from, to, files, summary }: Manifest, out: string): string {
  const names = files.map(({ name }) => name);
  return `${JSON.stringify({ cluster, run, from, to, out, files: names, summary }, null, 2)}\n`;
}

function pulledText({ cluster, run, from, to, files, summary }: Manifest, out: string): string {
  const { blocked, unknown, policies, connections, workloads } = summary;
  return `${cluster}, ${from} to ${to}, run ${run}
  ${counted(connections, 'connection')} of ${counted(workloads, 'workload')}; the ${counted(policies.current, 'current policy', 'current policies')} would block ${blocked}, ${unknown} unknown
  ${counted(policies.recommended, 'policy', 'policies')} recommended
${counted(files.length, 'file')} in ${out}, each as its manifest says. Open ${out}/report.html in a browser; next:
  flowfence check ${shellWord(`${out}/report.duckdb`)} --policies ${shellWord(`${out}/policies`)}
  kubectl apply --dry-run=server -k ${shellWord(`${out}/policies`)}
`;
}
