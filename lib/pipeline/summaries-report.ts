// What the summaries say of their objects, in the shapes of the report: exact counts, sources, malformed lines.
import type { Diagnostic } from '../base/diagnostic.ts';
import { compareBy } from '../base/order.ts';
import type { MalformedRow, SourceRow } from '../report/report-data.ts';
import type { SummaryFacts } from './summary-facts.ts';
import type { WindowFacts } from './window.ts';

export function sumInputs(sources: readonly SummaryFacts[]) {
  const sum = (name: 'records' | 'malformed' | 'noData' | 'skipData') =>
    sources.reduce((total, facts) => total + facts[name], 0);
  return {
    objects: sources.length,
    records: sum('records'),
    malformed: sum('malformed'),
    noData: sum('noData'),
    skipData: sum('skipData'),
  };
}

export function toSourceRows(sources: readonly SummaryFacts[]): readonly SourceRow[] {
  return sources.map((facts) => ({
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

export function toMalformedRows(sources: readonly SummaryFacts[]): readonly MalformedRow[] {
  return sources.flatMap((facts) => facts.malformedLines.map((note) => ({ source: facts.source, ...note })));
}

/** Objects of which no line was used. */
export function summariesDiagnostics(sources: readonly SummaryFacts[]): readonly Diagnostic[] {
  return sources.flatMap((facts) =>
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
