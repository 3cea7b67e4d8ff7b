// A report named on the command line: its document, and its policies or those that stand in for them.
import { withLocalFile } from '../adapters/location-files.ts';
import { readReport } from '../adapters/report-reader.ts';
import { enforceStaged } from '../policy/apis/staged.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import { compileInReport, manifestDocuments } from '../report/asked-policies.ts';
import type { ReportDocument } from '../report/document.ts';
import { unusableInput } from './exit.ts';
import { readPolicies, tell } from './inputs.ts';
import type { Session } from './session.ts';

export async function openReport(location: string, { store }: Pick<Session, 'store'>): Promise<ReportDocument> {
  const reading = await withLocalFile(store, location, (path) => readReport(path, location));
  if (reading.kind === 'unusable') throw unusableInput(reading.diagnostic);
  return reading.document;
}

export interface ReportPolicies {
  readonly compiled: CompiledPolicies;
}

export interface AskedPolicies {
  /** `--policies`: in place of the current policies of the report. */
  readonly policies?: readonly string[];
  /** `--staged`: as if those that are only staged were enforced. */
  readonly staged?: boolean;
}

export async function policiesFor(
  document: ReportDocument,
  { policies, staged }: AskedPolicies,
  session: Session,
): Promise<ReportPolicies> {
  const written =
    policies === undefined
      ? manifestDocuments(document.policies.current, 'current policies')
      : await readPolicies(policies, session);
  const documents = staged === true ? enforceStaged(written) : written;
  const compiled = compileInReport(document, documents);
  tell(compiled.diagnostics, session.terminal);
  return { compiled };
}
