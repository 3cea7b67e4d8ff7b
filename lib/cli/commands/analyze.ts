// `flowfence analyze`: the main job, from flow logs and snapshots to a report.
import { type Command, Option } from 'commander';
import { withLocalTools } from '../../adapters/local-tools.ts';
import { withWrittenFile } from '../../adapters/location-files.ts';
import { EVIDENCE, type Evidence } from '../../connections/connection.ts';
import { type AnalyzeOptions, analyze } from '../../pipeline/analyze.ts';
import { type Difference, diffReports } from '../../report/diff.ts';
import type { ReportDocument } from '../../report/document.ts';
import { formatSummary } from '../../report/summary.ts';
import { DATAPLANE_MEANS, DATAPLANE_OPTION, dataplaneOf, requestedDataplane } from '../dataplane.ts';
import { EXIT, type ExitStatus, UnusableError } from '../exit.ts';
import { FAIL_CONDITIONS, type FailCondition, failConditions, failuresOf } from '../fail-on.ts';
import { declaredLayout } from '../flow-format.ts';
import { countArgument, memoryArgument, prefixArgument } from '../number-arguments.ts';
import { openReport, policiesFor } from '../reports.ts';
import { collect, type Session } from '../session.ts';
import { summaryJson } from '../summary-json.ts';
import { timeArgument } from '../time-argument.ts';

const HELP = `
Snapshots are exports of
  $ kubectl get pods,namespaces,nodes,services,endpointslices,networkpolicies,replicasets,jobs -A -o json
with the time in the file's name (20261101T001500Z.json.gz); the more there are, the more records find their owner.

Examples:
  $ flowfence analyze --flows logs/ --snapshots snapshots/ --report report.duckdb
  $ flowfence analyze --flows 'logs/**/*.gz' --snapshots snapshots/ --policies draft/ --report report.duckdb
  $ flowfence analyze --summaries summaries/ --snapshots snapshots/ --report report.duckdb
  $ flowfence analyze --flows s3://my-logs/AWSLogs/ --snapshots s3://my-snapshots/snapshots/prod/ --report report.duckdb
  $ flowfence analyze --flows logs/ --snapshots snapshots/ --report report.duckdb --fail-on blocked,unknown
Then: flowfence policies report.duckdb --out policies/`;

/** In a checkout there is no `flowfence` on the path: npm runs it. */
function programName(): string {
  const script = process.env.npm_lifecycle_event;
  return script === 'demo' || script === 'flowfence' ? 'npm run -s flowfence --' : 'flowfence';
}

export interface AnalyzeArguments {
  readonly flows?: readonly string[];
  readonly summaries?: readonly string[];
  readonly snapshots: readonly string[];
  readonly policies?: readonly string[];
  readonly dataplane: string;
  readonly cluster?: string;
  readonly from?: string;
  readonly to?: string;
  readonly format?: string;
  readonly report: string;
  readonly minEvidence: Evidence;
  readonly includeSystem?: boolean;
  readonly maxPolicies?: string;
  readonly cidrPrefix?: string;
  readonly failOn?: string;
  readonly reference?: string;
  readonly memory: string;
  readonly threads?: string;
  readonly json?: boolean;
}

export function registerAnalyze(program: Command, session: Session): void {
  program
    .command('analyze')
    .description('the main job: read, attribute, evaluate, recommend, verify, report')
    .option('--flows <loc...>', 'flow logs: text, gzip or Parquet', collect)
    .option('--summaries <loc...>', 'summaries that `flowfence ingest` wrote', collect)
    .requiredOption('--snapshots <loc...>', 'Kubernetes exports', collect)
    .option('--policies <loc...>', 'policies instead of those in the newest snapshot', collect)
    .requiredOption('--report <file>', 'report file to write (.duckdb), or s3://bucket/key')
    .option(DATAPLANE_OPTION, DATAPLANE_MEANS, 'upstream')
    .option('--cluster <name>', 'name of the cluster in the report')
    .option('--from <time>', 'begin of the window, RFC 3339')
    .option('--to <time>', 'end of the window, RFC 3339')
    .option('--format <fields>', 'format of logs without a header: the fields in the order they were declared')
    .option('--max-policies <n>', 'budget; the price of meeting it is reported')
    .addOption(
      new Option('--min-evidence <kind>', 'weakest evidence to recommend from').choices(EVIDENCE).default('fan-in'),
    )
    .option('--cidr-prefix <n>', 'widen outside addresses to blocks of this prefix length: 24, or 24,64')
    .option('--include-system', 'recommend for kube-system and other system namespaces too')
    .option('--fail-on <list>', `status 1 on any of: ${FAIL_CONDITIONS.join(', ')}`)
    .option('--reference <report>', 'older report that drift is measured against')
    .option('--memory <size>', 'memory limit, about', '2GB')
    .option('--threads <n>', 'threads; all without')
    .option('--json', 'print the summary as JSON')
    .addHelpText('after', HELP)
    .action(async (options: AnalyzeArguments) => session.finish(await runAnalyze(options, session)));
}

export async function runAnalyze(options: AnalyzeArguments, session: Session): Promise<ExitStatus> {
  const { terminal } = session;
  const analysis = analyzeOptions(options);
  const conditions = failConditions(options.failOn);
  if (conditions.includes('drift') && options.reference === undefined) {
    throw new UnusableError('--fail-on', 'drift needs an older report', 'name it with --reference');
  }
  // Before the run: it must be readable, and may be the very file that the run replaces.
  const reference = options.reference === undefined ? undefined : await openReport(options.reference, session);
  const limits = {
    memoryBytes: memoryArgument(options.memory),
    ...(options.threads === undefined ? {} : { threads: countArgument('--threads', options.threads) }),
    progress: terminal,
    store: session.store,
  };
  const { document } = await withWrittenFile(session.store, options.report, {
    make: (reportPath) => withLocalTools(limits, (tools) => analyze(tools, { ...analysis, reportPath })),
    contentType: 'application/octet-stream',
    onKept: (path) => terminal.note(`flowfence: the report is made and stays at ${path}`),
  });
  const detected = document.findings.find(({ kind }) => kind === 'dataplane-detected');
  if (detected !== undefined) terminal.note(`flowfence: ${detected.message}`);
  const drift = reference === undefined ? undefined : await driftFrom(reference, document, session);
  const text =
    options.json === true
      ? `${JSON.stringify(summaryJson(document, { reportFile: options.report, drift }), null, 2)}\n`
      : formatSummary(document, { colour: terminal.colour, reportFile: options.report, program: programName() });
  await terminal.out(text);
  return statusOf(conditions, { document, drift }, session);
}

function analyzeOptions(options: AnalyzeArguments): Omit<AnalyzeOptions, 'reportPath'> {
  const { flows = [], summaries = [], snapshots, policies } = options;
  if (flows.length + summaries.length === 0) {
    throw new UnusableError('arguments', 'no flow logs', 'name them with --flows, or their summaries with --summaries');
  }
  return {
    ...{ flows, summaries, snapshots, minEvidence: options.minEvidence },
    ...(policies === undefined ? {} : { policies }),
    dataplane: requestedDataplane(options.dataplane),
    includeSystem: options.includeSystem === true,
    ...(options.cluster === undefined ? {} : { cluster: options.cluster }),
    ...windowOf(options),
    ...(options.format === undefined ? {} : { declared: declaredLayout(options.format) }),
    ...(options.maxPolicies === undefined ? {} : { maxPolicies: countArgument('--max-policies', options.maxPolicies) }),
    ...(options.cidrPrefix === undefined ? {} : { cidrPrefix: prefixArgument(options.cidrPrefix) }),
  };
}

function windowOf({ from, to }: AnalyzeArguments): Pick<AnalyzeOptions, 'fromSeconds' | 'toSeconds'> {
  const fromSeconds = from === undefined ? undefined : timeArgument('--from', from);
  const toSeconds = to === undefined ? undefined : timeArgument('--to', to);
  if (fromSeconds !== undefined && toSeconds !== undefined && fromSeconds >= toSeconds) {
    throw new UnusableError('--to', `${to} is not after ${from}`, 'name a later time');
  }
  return { ...(fromSeconds === undefined ? {} : { fromSeconds }), ...(toSeconds === undefined ? {} : { toSeconds }) };
}

async function driftFrom(older: ReportDocument, document: ReportDocument, session: Session): Promise<Difference> {
  const side = async (report: ReportDocument) => ({
    document: report,
    policies: (await policiesFor(report, {}, session)).compiled,
  });
  return diffReports(await side(older), await side(document), dataplaneOf(document));
}

function statusOf(
  conditions: readonly FailCondition[],
  facts: Parameters<typeof failuresOf>[1],
  { terminal }: Session,
): ExitStatus {
  const failures = failuresOf(conditions, facts);
  if (failures.length === 0) return EXIT.done;
  terminal.note(`flowfence: --fail-on: found ${failures.join(', ')}`);
  return EXIT.found;
}
