// The report that a path names: found or refused, and not sent again to who has it.
import type { Context } from 'hono';
import type { ReportDocument } from '../report/document.ts';
import type { ReportStore } from '../report/report-store.ts';
import { carriedBytes } from './answer-size.ts';
import { Refused } from './problem.ts';

export interface ApiTools {
  readonly store: ReportStore;
  /** What an answer may measure by `carriedBytes`. */
  readonly mostBytes: number;
}

export interface ReportPath {
  readonly cluster: string;
  /** Or `latest`. */
  readonly run: string;
}

export interface AskedReport {
  readonly cluster: string;
  readonly run: string;
  readonly document: ReportDocument;
}

/** `pinned`: the run of a cursor, which `latest` may have left behind meanwhile. */
export async function openReport({ store }: ApiTools, path: ReportPath, pinned?: string): Promise<AskedReport> {
  const { cluster } = path;
  const run = await askedRun(store, path, pinned);
  const document = await store.document(cluster, run);
  if (document === undefined) throw new Refused(404, 'the cluster has no such report');
  return { cluster, run, document };
}

export async function askedRun(store: ReportStore, { cluster, run }: ReportPath, pinned?: string): Promise<string> {
  if (run !== 'latest') {
    if (pinned !== undefined && pinned !== run) throw new Refused(404, 'the cursor is of another report');
    return run;
  }
  const latest = pinned ?? (await store.latest(cluster));
  if (latest === undefined) throw new Refused(404, 'there is no such cluster, or it has no report yet');
  return latest;
}

/** Part of every ETag: to be raised with each change of what is answered about the same report. */
const ANSWERS_VERSION = 1;

export interface ReportAnswer {
  readonly run: string;
  readonly type: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Not asked for where the client has it already. */
  readonly body: () => string | Uint8Array<ArrayBuffer> | Promise<string | Uint8Array<ArrayBuffer>>;
}

/** A run never changes, so that run and media type say whether the client has this answer already. */
export async function answerReport(context: Context, tools: ApiTools, answer: ReportAnswer): Promise<Response> {
  const { run, type, body } = answer;
  const etag = `"${run}.${type.replace(/^[a-z]+\//, '')}.${ANSWERS_VERSION}"`;
  const headers = { etag, 'cache-control': 'private, no-cache', vary: 'accept', ...answer.headers };
  if (isKnown(context.req.header('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  const content = await body();
  refuseTooLarge(content, tools);
  const charset = typeof content === 'string' && !type.endsWith('json') ? '; charset=utf-8' : '';
  return new Response(content, { headers: { 'content-type': `${type}${charset}`, ...headers } });
}

/** What was asked for by POST is kept by nobody. */
export function answerPosted(
  tools: ApiTools,
  { type, body }: { readonly type: string; readonly body: string },
): Response {
  refuseTooLarge(body, tools);
  return new Response(body, { headers: { 'content-type': type } });
}

function refuseTooLarge(content: string | Uint8Array, { mostBytes }: ApiTools): void {
  if (carriedBytes(content) <= mostBytes) return;
  throw new Refused(422, 'the answer would be larger than it may be; ask for less, or download a file by its link');
}

/** The weak comparison, which is the one for If-None-Match. */
function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((text) => text.trim() === '*' || text.trim().replace(/^W\//, '') === etag);
}
