// `flowfence evaluate`: a verdict for each line of a file of connections, streamed; no flow logs needed.
import type { Command } from 'commander';
import { withLocalFile } from '../../adapters/location-files.ts';
import { readLines } from '../../adapters/read-lines.ts';
import { buildWorkloads } from '../../identity/workloads.ts';
import { enforceStaged } from '../../policy/apis/staged.ts';
import { podsOfWorkloads } from '../../policy/workload-pods.ts';
import { DATAPLANE_MEANS, DATAPLANE_OPTION, dataplaneFor, requestedDataplane } from '../dataplane.ts';
import { makeLineEvaluator } from '../evaluate-line.ts';
import { EXIT, type ExitStatus, UnusableError } from '../exit.ts';
import { compileAndTell, readNewestSnapshot, readPolicies } from '../inputs.ts';
import { collect, type Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';

const HELP = `
Each line of the input is an object; the output is the same line with its verdict:
  {"from": "shop/web", "to": "shop/api", "protocol": "TCP", "port": 8080, "expect": "allowed"}

from, to   namespace/name (pod or workload), namespace/Kind/name, an address, a CIDR
to         also svc/namespace/name or a Service's address: the pods behind it; port is then the Service's
expect     optional: allowed, denied or unknown

An address that a pod or node of the newest snapshot holds is that pod or node. Where the pods of a workload, or the
parts of a CIDR, fare differently, the verdict is denied with "partial": true.
A line that cannot be asked gets "verdict": "unknown" and "error" in its place.

Status 1: an expectation is not met. Else status 2: a line could not be asked. Else 0.

Examples:
  $ flowfence evaluate --snapshots snapshots/ --policies policies/ --connections cases.jsonl
  $ zcat cases.jsonl.gz | flowfence evaluate --snapshots pods.json --connections - | jq -c 'select(.verdict=="denied")'`;

interface Options {
  readonly snapshots: readonly string[];
  readonly policies?: readonly string[];
  readonly connections: string;
  readonly dataplane: string;
  readonly json?: boolean;
  readonly staged?: boolean;
}

export function registerEvaluate(program: Command, session: Session): void {
  program
    .command('evaluate')
    .description('a verdict for each line of connections: the policies alone, no flow logs')
    .requiredOption('--snapshots <loc...>', 'Kubernetes exports; the newest is used', collect)
    .option('--policies <loc...>', 'policies instead of those in the snapshot', collect)
    .option('--staged', 'take staged policies of Calico as enforced')
    .requiredOption('--connections <file>', 'lines of JSON, or s3://bucket/key; - is standard input')
    .option(DATAPLANE_OPTION, DATAPLANE_MEANS, 'upstream')
    .option('--json', 'print the counts as JSON on standard error')
    .addHelpText('after', HELP)
    .action(async (options: Options) => session.finish(await runEvaluate(options, session)));
}

async function runEvaluate(options: Options, session: Session): Promise<ExitStatus> {
  const { terminal } = session;
  const request = requestedDataplane(options.dataplane);
  const snapshot = await readNewestSnapshot(options.snapshots, session);
  const written = options.policies === undefined ? snapshot.policies : await readPolicies(options.policies, session);
  const documents = options.staged === true ? enforceStaged(written) : written;
  const workloads = buildWorkloads([snapshot]);
  const pods = podsOfWorkloads(workloads);
  const policies = compileAndTell({ documents, namespaces: snapshot.namespaces, pods }, terminal);
  const dataplane = dataplaneFor(request, [snapshot], terminal);
  const evaluateLine = makeLineEvaluator({ snapshot, workloads, policies, dataplane });
  return withLocalFile(session.store, options.connections, (path) =>
    evaluateLines(linesOf(path), evaluateLine, { options, terminal }),
  );
}

interface Evaluating {
  readonly options: Options;
  readonly terminal: Terminal;
}

async function evaluateLines(
  batches: AsyncIterable<readonly string[]>,
  evaluateLine: ReturnType<typeof makeLineEvaluator>,
  { options, terminal }: Evaluating,
): Promise<ExitStatus> {
  const counts = { lines: 0, allowed: 0, denied: 0, unknown: 0, unmet: 0, unusable: 0 };
  let firstBad = '';
  let line = 0;
  for await (const lines of batches) {
    const texts: string[] = [];
    for (const text of lines) {
      line += 1;
      if (text.trim() === '') continue;
      const result = evaluateLine(text);
      counts.lines += 1;
      counts[result.verdict] += 1;
      if (result.unmet) counts.unmet += 1;
      if (result.error !== undefined) counts.unusable += 1;
      if (result.error !== undefined && firstBad === '') firstBad = `${options.connections}:${line}: ${result.error}`;
      texts.push(`${result.text}\n`);
    }
    await terminal.out(texts.join(''));
  }
  if (options.json === true) terminal.note(JSON.stringify(counts));
  if (firstBad !== '') terminal.note(`flowfence: ${firstBad}; mend the line (${counts.unusable} could not be asked)`);
  if (counts.unmet > 0 && options.json !== true)
    terminal.note(`flowfence: ${counts.unmet} of ${counts.lines} verdicts are not as expected`);
  if (counts.unmet > 0) return EXIT.found;
  return counts.unusable > 0 ? EXIT.unusable : EXIT.done;
}

async function* linesOf(path: string): AsyncGenerator<readonly string[]> {
  try {
    yield* readLines(path);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new UnusableError('--connections', `${path} cannot be read (${text})`, 'check the path');
  }
}
