// What a summary file says of the object it was made from, carried in the file's own metadata.
import { z } from 'zod';
import type { MalformedNote } from './clean-text.ts';

/** Bump when the columns or the meaning of summaries change: older ones are then made again, not misread. */
export const SUMMARY_VERSION = 2;

/** `unreadable`: why no line of the object was used. Hours are hours since the epoch, of the rows' start. */
export interface SummaryFacts {
  readonly version: typeof SUMMARY_VERSION;
  readonly source: string;
  readonly etag: string;
  readonly bytes: number;
  readonly format: string;
  readonly records: number;
  readonly malformed: number;
  readonly noData: number;
  readonly skipData: number;
  readonly firstHour: number | null;
  readonly lastHour: number | null;
  readonly unreadable: { readonly code: string; readonly message: string; readonly mend: string } | null;
  readonly malformedLines: readonly MalformedNote[];
}

const noteSchema = z.object({ line: z.number(), reason: z.string(), text: z.string() });

const factsSchema = z.object({
  version: z.literal(SUMMARY_VERSION),
  source: z.string(),
  etag: z.string(),
  bytes: z.number(),
  format: z.string(),
  records: z.number(),
  malformed: z.number(),
  noData: z.number(),
  skipData: z.number(),
  firstHour: z.number().nullable(),
  lastHour: z.number().nullable(),
  unreadable: z.object({ code: z.string(), message: z.string(), mend: z.string() }).nullable(),
  malformedLines: z.array(noteSchema),
});

/** Undefined where the text is no facts of this version. */
export function parseSummaryFacts(text: string): SummaryFacts | undefined {
  try {
    const parsed = factsSchema.safeParse(JSON.parse(text));
    return parsed.success ? (parsed.data as SummaryFacts) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * `<first hour>-<last hour>-<digest of key and ETag>.parquet`: a rollup of one hour opens only the files that have
 * rows of it, and the summary of a repeated object replaces itself.
 */
export function summaryName(facts: SummaryFacts, digest: string): string {
  return `${facts.firstHour ?? 0}-${facts.lastHour ?? 0}-${digest}.parquet`;
}

export function digestOfName(name: string): string | undefined {
  return /^\d+-\d+-([0-9a-f]+)\.parquet$/.exec(name)?.[1];
}

/** Hours since the epoch that the name states; undefined for what is no summary. */
export function hoursOfName(name: string): { readonly firstHour: number; readonly lastHour: number } | undefined {
  const [, first, last] = /^(\d+)-(\d+)-[0-9a-f]+\.parquet$/.exec(name) ?? [];
  return first === undefined || last === undefined ? undefined : { firstHour: Number(first), lastHour: Number(last) };
}
