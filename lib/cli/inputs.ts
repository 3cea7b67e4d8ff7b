// Snapshots and policies from their locations; what cannot be used ends the command or is told on standard error.
import { makeLocationStore } from '../adapters/location-store.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import { listObjects, readPolicies as readPolicyFiles, readSnapshots } from '../pipeline/read-cluster.ts';
import { compilePolicies, type PolicyInput } from '../policy/compile.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import type { PolicyDocument, Snapshot } from '../sources/kubernetes-objects.ts';
import { snapshotTimeSeconds } from '../sources/snapshot-time.ts';
import { diagnosticLine, UnusableError } from './exit.ts';
import type { Terminal } from './terminal.ts';

export const fileSource = makeLocationStore();

export function refuseRemote(option: string, locations: readonly string[] | undefined): void {
  const remote = locations?.find((location) => location.startsWith('s3://'));
  if (remote === undefined) return;
  throw new UnusableError(option, `${remote} comes with a later version`, 'copy the objects to a folder and name that');
}

/** The export with the latest time; several files of one time are one export. */
export async function readNewestSnapshot(locations: readonly string[], terminal: Terminal): Promise<Snapshot> {
  refuseRemote('--snapshots', locations);
  const objects = await listObjects(fileSource, locations);
  const timed = objects.map(({ key, lastModifiedSeconds }) => ({
    key,
    time: snapshotTimeSeconds(key) ?? lastModifiedSeconds,
  }));
  const manifests = timed.filter(({ key }) => /\.(ya?ml|json)(\.gz)?$/i.test(key));
  const latest = manifests.reduce((time, object) => Math.max(time, object.time), Number.NEGATIVE_INFINITY);
  const keys = manifests.filter(({ time }) => time === latest).map(({ key }) => key);
  if (keys.length === 0) {
    throw new UnusableError(
      locations.join(', '),
      'no snapshot there',
      'name the .json, .yaml or .gz files of kubectl get',
    );
  }
  const { newest, diagnostics } = await readSnapshots(fileSource, keys);
  tell(diagnostics, terminal);
  return newest;
}

export async function readPolicies(
  locations: readonly string[],
  terminal: Terminal,
): Promise<readonly PolicyDocument[]> {
  refuseRemote('--policies', locations);
  const { documents, diagnostics } = await readPolicyFiles(fileSource, locations);
  tell(diagnostics, terminal);
  return documents;
}

/** Policies that cannot be read are told here and stay in the result: they make verdicts unknown. */
export function compileAndTell(input: PolicyInput, terminal: Terminal): CompiledPolicies {
  const compiled = compilePolicies(input);
  tell(compiled.diagnostics, terminal);
  return compiled;
}

const MOST_LINES = 10;

/** Errors and warnings only; what is merely good to know is in the report. */
export function tell(diagnostics: readonly Diagnostic[], terminal: Terminal): void {
  const grave = diagnostics.filter((diagnostic) => diagnostic.level !== 'info');
  for (const diagnostic of grave.slice(0, MOST_LINES)) terminal.note(diagnosticLine(diagnostic));
  if (grave.length > MOST_LINES) terminal.note(`flowfence: … and ${grave.length - MOST_LINES} more like these`);
}
