// A page of a list of one report, as every listing route answers it.
import type { Context } from 'hono';
import { type ApiTools, type AskedReport, answerReport, openReport, type ReportPath } from './asked-report.ts';
import { formatCursor, type ListingKey, readCursor } from './cursor.ts';
import { cutPage, type Page, USUAL_ITEMS } from './paging.ts';
import { Refused } from './problem.ts';

export interface ListingRequest {
  readonly path: ReportPath;
  readonly limit: number | undefined;
  readonly cursor: string | undefined;
  /** Route and filter: a cursor holds for these only. */
  readonly key: ListingKey;
}

export interface Listing<T> {
  /** All that the filter leaves, in its stated order. */
  readonly select: (report: AskedReport) => readonly T[];
  readonly type: string;
  /** The page as text; JSON where absent. */
  readonly format?: (items: readonly T[]) => string;
}

export async function answerListing<T>(
  context: Context,
  tools: ApiTools,
  request: ListingRequest,
  listing: Listing<T>,
): Promise<Response> {
  const { path, cursor, limit = USUAL_ITEMS } = request;
  const key: ListingKey = { ...request.key, cluster: path.cluster };
  const position = cursor === undefined ? undefined : await readCursor(cursor, key);
  if (cursor !== undefined && position === undefined)
    throw new Refused(404, 'the cursor is of no page of this listing');
  const report = await openReport(tools, path, position?.run);
  const { run } = report;
  const items = listing.select(report);
  const page = cutPage({ items, offset: position?.offset ?? 0, limit, mostBytes: tools.mostBytes });
  const next = page.nextOffset === undefined ? undefined : await formatCursor({ run, offset: page.nextOffset }, key);
  return answerReport(context, tools, {
    ...{ run, type: listing.type },
    headers: next === undefined ? {} : { link: `<${nextTarget(context, next)}>; rel="next"` },
    body: () => listing.format?.(page.items) ?? formatPage(run, items.length, page, next),
  });
}

function formatPage<T>(run: string, total: number, { items }: Page<T>, next: string | undefined): string {
  return `${JSON.stringify({ run, total, items, next })}\n`;
}

/** Relative, so that it holds behind any gateway. */
function nextTarget(context: Context, cursor: string): string {
  const url = new URL(context.req.url);
  url.searchParams.set('cursor', cursor);
  return `?${url.searchParams}`;
}
