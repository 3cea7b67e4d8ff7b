// What the summaries say of their objects, in the shapes of the report: exact counts, sources, malformed lines.
import type { Diagnostic } from '../base/diagnostic.ts';
import { compareBy } from '../base/order.ts';
import type { MalformedRow, SourceRow } from '../report/report-data.ts';
import type { Summary } from './ingest-all.ts';
import type { WindowFacts } from './window.ts';

export function sumInputs(summaries: readonly Summary[]) {
  const sum = (name: 'records' | 'malformed' | 'noData' | 'skipData') =>
    summaries.reduce((total, { facts }) => total + facts[name], 0);
  return {
    objects: summaries.length,
    records: sum('records'),
    malformed: sum('malformed'),
    noData: sum('noData'),
    skipData: sum('skipData'),
  };
}

export function toSourceRows(summaries: readonly Summary[]): readonly SourceRow[] {
  return summaries.map(({ facts }) => ({
    key: facts.source,
    format: facts.format,
    records: facts.records,
    malformed: facts.malformed,
    noData: facts.noData,
    skipData: facts.skipData,
    bytes: facts.bytes,
    etag: facts.etag,
  }));
}

export function toMalformedRows(summaries: readonly Summary[]): readonly MalformedRow[] {
  return summaries.flatMap(({ facts }) => facts.malformedLines.map((note) => ({ source: facts.source, ...note })));
}

/** Objects of which no line was used. */
export function summariesDiagnostics(summaries: readonly Summary[]): readonly Diagnostic[] {
  return summaries.flatMap(({ facts }) =>
    facts.unreadable === null
      ? []
      : [{ ...facts.unreadable, level: 'error' as const, place: { source: facts.source } }],
  );
}

/** Records that the window leaves out are accounted for as well: the reasons add up to all records that were read. */
export function withOutsideWindow(counts: WindowFacts['records'], records: number): WindowFacts['records'] {
  const outside = records - counts.reduce((sum, count) => sum + count.records, 0);
  if (outside <= 0) return counts;
  return [...counts, { reason: 'outside-window', records: outside }].sort(compareBy(({ reason }) => reason));
}
