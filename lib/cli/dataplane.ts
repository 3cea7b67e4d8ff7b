// `--dataplane` of the commands: read before anything else, settled with what the snapshots say, told on standard error.
import { clusterFacts } from '../policy/dataplanes/cluster-facts.ts';
import type { DataplaneFinding } from '../policy/dataplanes/finding.ts';
import { type DataplaneRequest, resolveDataplane } from '../policy/dataplanes/resolve.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import { type DataplaneArgument, parseDataplaneArgument } from '../policy/profiles/dataplane-argument.ts';
import { dataplaneInReport } from '../report/asked-policies.ts';
import type { ReportDocument } from '../report/document.ts';
import type { Snapshot } from '../sources/kubernetes-objects.ts';
import { UnusableError } from './exit.ts';
import type { Terminal } from './terminal.ts';

const OPTION = '--dataplane';

export const DATAPLANE_OPTION = `${OPTION} <name[@version][,key=value]>`;
export const DATAPLANE_MEANS =
  'what policies mean: upstream (the API text), auto, or a dataplane: see docs/choosing-a-dataplane.md';

/** Ends the command with the names and keys that there are. */
export function requestedDataplane(text: string): DataplaneRequest {
  return text.trim() === 'auto' ? { kind: 'auto' } : { kind: 'named', argument: argumentOf(text, OPTION) };
}

/** What is found is told: the command writes no report that would hold it. */
export function dataplaneFor(request: DataplaneRequest, snapshots: readonly Snapshot[], terminal: Terminal): Dataplane {
  const { dataplane, findings } = resolveDataplane(request, clusterFacts(snapshots));
  for (const finding of findings) terminal.note(findingLine(finding));
  return dataplane;
}

/** From the report alone. */
export function dataplaneOf(document: Pick<ReportDocument, 'dataplane' | 'nodes'>): Dataplane {
  const found = dataplaneInReport(document);
  if (found.kind === 'dataplane') return found.dataplane;
  throw new UnusableError('report', found.message, found.mend);
}

function argumentOf(text: string, place: string): DataplaneArgument {
  const parsed = parseDataplaneArgument(text);
  if (parsed.kind === 'argument') return parsed.argument;
  throw new UnusableError(place, parsed.message, parsed.mend);
}

function findingLine({ severity, code, message, mend }: DataplaneFinding): string {
  return `flowfence: ${severity}: ${message}; ${mend} [${code}]`;
}
