// What the summaries say of their objects, in the shapes of the report: exact counts, sources, malformed lines.
import type { Diagnostic } from '../base/diagnostic.ts';
import type { MalformedRow, SourceRow } from '../report/report-data.ts';
import type { Summary } from './ingest-all.ts';

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
