// `flowfence diff`: drift between two reports, or two sets of policies.
import type { Command } from 'commander';
import { buildWorkloads } from '../../identity/workloads.ts';
import { podsOfWorkloads } from '../../policy/workload-pods.ts';
import { type Difference, diffPolicies, diffReports } from '../../report/diff.ts';
import { diffIssues } from '../../report/formats/diff-issues.ts';
import type { SarifPlaces } from '../../report/formats/issue-sarif.ts';
import { toReportServices } from '../../report/report-services.ts';
import { DATAPLANE_MEANS, DATAPLANE_OPTION, dataplaneFor, dataplaneOf, requestedDataplane } from '../dataplane.ts';
import { EXIT, type ExitStatus, UnusableError } from '../exit.ts';
import { changed } from '../fail-on.ts';
import { compileAndTell, readNewestSnapshot, readPolicies } from '../inputs.ts';
import { formatIssues, issueFormat, placesOf } from '../issue-formats.ts';
import { openReport, policiesFor } from '../reports.ts';
import { collect, type Session } from '../session.ts';

const HELP = `
Two report files are compared in connections, workloads and what their current policies permit. Two sets of policies
(files, folders or globs of YAML) are compared in what they permit between the workloads of --snapshots; without
--snapshots rule by rule, as written.

Examples:
  $ flowfence diff monday.duckdb friday.duckdb
  $ flowfence diff main/policies/ branch/policies/ --snapshots snapshots/ --format markdown
  $ flowfence diff old.yaml new.yaml --fail-on-change`;

interface Options {
  readonly snapshots?: readonly string[];
  readonly dataplane: string;
  readonly format: string;
  readonly json?: boolean;
  readonly failOnChange?: boolean;
}

export function registerDiff(program: Command, session: Session): void {
  program
    .command('diff')
    .argument('<old>', 'report file, or location of policies')
    .argument('<new>', 'likewise')
    .description('connections, workloads and permissions gained and lost')
    .option('--snapshots <loc...>', 'workloads to compare two sets of policies over', collect)
    .option(DATAPLANE_OPTION, DATAPLANE_MEANS, 'upstream')
    .option('--format <format>', 'text, json, sarif, junit or markdown', 'text')
    .option('--json', 'same as --format json')
    .option('--fail-on-change', 'status 1 where something was gained or lost')
    .addHelpText('after', HELP)
    .action(async (older: string, newer: string, options: Options) =>
      session.finish(await runDiff([older, newer], options, session)),
    );
}

type Pair = readonly [older: string, newer: string];

async function runDiff(pair: Pair, options: Options, session: Session): Promise<ExitStatus> {
  const format = issueFormat(options.json === true ? 'json' : options.format);
  const reports = pair.map((path) => path.endsWith('.duckdb'));
  if (reports[0] !== reports[1]) {
    throw new UnusableError(
      pair[1],
      'a report and policies cannot be compared',
      'name two .duckdb files or two sets of policies',
    );
  }
  const { difference, policies } =
    reports[0] === true ? await compareReports(pair, session) : await comparePolicies(pair, options, session);
  const places = { policies, otherwise: { source: pair[1] } };
  await session.terminal.out(formatIssues(format, { issues: diffIssues(difference), json: difference, places }));
  return options.failOnChange === true && changed(difference) ? EXIT.found : EXIT.done;
}

/** `policies`: where those of the newer set are written. A report has the text of its policies, and no files. */
interface Comparison extends Pick<SarifPlaces, 'policies'> {
  readonly difference: Difference;
}

async function compareReports([older, newer]: Pair, session: Session): Promise<Comparison> {
  const side = async (path: string) => {
    const document = await openReport(path, session);
    return { document, policies: (await policiesFor(document, {}, session)).compiled };
  };
  const [before, after] = [await side(older), await side(newer)];
  return { difference: diffReports(before, after, dataplaneOf(after.document)), policies: new Map() };
}

async function comparePolicies([older, newer]: Pair, options: Options, session: Session): Promise<Comparison> {
  const request = requestedDataplane(options.dataplane);
  if (request.kind === 'auto' && options.snapshots === undefined) {
    throw new UnusableError(
      '--dataplane',
      'auto needs to see the cluster',
      'name snapshots with --snapshots, or a dataplane',
    );
  }
  const snapshot = options.snapshots === undefined ? undefined : await readNewestSnapshot(options.snapshots, session);
  const namespaces = snapshot?.namespaces ?? [];
  const workloads = snapshot === undefined ? [] : buildWorkloads([snapshot]);
  const pods = snapshot === undefined ? undefined : podsOfWorkloads(workloads);
  const read = async (location: string) =>
    compileAndTell({ documents: await readPolicies([location], session), namespaces, pods }, session.terminal);
  const [before, after] = [await read(older), await read(newer)];
  const dataplane = dataplaneFor(request, snapshot === undefined ? [] : [snapshot], session.terminal);
  const services = snapshot === undefined ? [] : toReportServices(snapshot.services, snapshot.endpointSlices);
  return { difference: diffPolicies(before, after, { workloads, services, dataplane }), policies: placesOf(after) };
}
