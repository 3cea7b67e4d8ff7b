// Snapshots and policies from their locations; what cannot be used ends the command or is told on standard error.
import type { Diagnostic } from '../base/diagnostic.ts';
import { readNewestSnapshot as readNewest, readPolicies as readPolicyFiles } from '../pipeline/read-cluster.ts';
import { compilePolicies, type PolicyInput } from '../policy/compile.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import type { PolicyDocument, Snapshot } from '../sources/kubernetes-objects.ts';
import { diagnosticLine } from './exit.ts';
import type { Session } from './session.ts';
import type { Terminal } from './terminal.ts';

type Inputs = Pick<Session, 'store' | 'terminal'>;

/** The export with the latest time; several files of one time are one export. */
export async function readNewestSnapshot(locations: readonly string[], { store, terminal }: Inputs): Promise<Snapshot> {
  const { newest, diagnostics } = await readNewest(store, locations);
  tell(diagnostics, terminal);
  return newest;
}

export async function readPolicies(
  locations: readonly string[],
  { store, terminal }: Inputs,
): Promise<readonly PolicyDocument[]> {
  const { documents, diagnostics } = await readPolicyFiles(store, locations);
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
