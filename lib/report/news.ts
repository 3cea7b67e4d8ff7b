// What is new in a report against the one before: what would break, what changed, what is seen less well.
import type { Change } from './diff.ts';
import type { Finding, ReportDocument } from './document.ts';

export const NEWS_SCHEMA = 'flowfence.news/v1';

export interface NewsOptions {
  /** News from this many percentage points on. */
  readonly coverageDropPercent: number;
}

/** Shares of records with a known client and server, in percent, one decimal. */
export interface CoverageDrop {
  readonly beforePercent: number;
  readonly nowPercent: number;
}

/** As it is written as JSON. */
export interface News {
  readonly schema: typeof NEWS_SCHEMA;
  readonly cluster: string;
  readonly window: ReportDocument['window'];
  /** Of the report that it is compared with; absent where this is the first. */
  readonly previousWindow?: ReportDocument['window'];
  /** Needs that the current policies would block and that were not blocked, or not there, before. In the order of the report. */
  readonly blocked: readonly { readonly connection: string; readonly by: readonly string[]; readonly records: number }[];
  readonly drift: { readonly connections: Change; readonly workloads: Change; readonly permissions: Change };
  readonly coverage?: CoverageDrop;
  /** High findings that were not there before. In the order of the report. */
  readonly findings: readonly Finding[];
}

/** Undefined where nothing is new. */
export function newsOf(
  _previous: ReportDocument | undefined,
  _current: ReportDocument,
  _options: NewsOptions,
): News | undefined {
  throw new Error('to be written');
}
