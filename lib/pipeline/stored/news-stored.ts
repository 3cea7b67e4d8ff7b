// What is new in a published run against the report that was the latest before it.
import type { News } from '../../report/news.ts';
import type { StoredTools } from './tools.ts';

export interface NewsOfRun {
  readonly cluster: string;
  readonly run: string;
  /** The run that it is compared with; undefined for the first report of a cluster. */
  readonly previous: string | undefined;
  /** Undefined where nothing is new, or where the run is not the latest. */
  readonly news: News | undefined;
}

export function newsOfRun(
  _tools: Pick<StoredTools, 'store' | 'places'>,
  _run: { readonly cluster: string; readonly run: string },
  _options: { readonly coverageDropPercent: number },
): Promise<NewsOfRun> {
  throw new Error('to be written');
}
