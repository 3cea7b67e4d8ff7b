// All that a report file holds: the document that is exported, and the inputs behind its counts.
import type { ReportDocument } from './document.ts';

/** One log object that was read. */
export interface SourceRow {
  readonly key: string;
  /** `text` with its layout, or `parquet`. */
  readonly format: string;
  readonly records: number;
  readonly malformed: number;
  readonly noData: number;
  readonly skipData: number;
  readonly bytes: number;
  readonly etag: string;
}

/** One line that could not be read; `line` is 1-based, `text` may be cut. */
export interface MalformedRow {
  readonly source: string;
  readonly line: number;
  readonly reason: string;
  readonly text: string;
}

export interface ReportData {
  readonly document: ReportDocument;
  readonly sources: readonly SourceRow[];
  readonly malformed: readonly MalformedRow[];
}
