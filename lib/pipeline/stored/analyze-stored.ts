// Step three over an object store: the rollups of a plan become a published report, and `latest` is switched last.
import type { PageTools } from '../../report/formats/html.ts';
import type { SqlEngine } from '../ports.ts';
import type { Manifest } from './manifest.ts';
import type { StoredTools } from './tools.ts';

export interface AnalyzeStoredTools extends StoredTools {
  /** Opens a new database file. */
  readonly openFile: (path: string) => Promise<SqlEngine>;
  /** The built review page, and what filling it needs. */
  readonly page: { readonly template: string; readonly tools: PageTools };
}

export interface PublishedRun {
  readonly cluster: string;
  readonly run: string;
  readonly manifestKey: string;
  readonly manifest: Manifest;
  /** False where a report of a later window is the latest already. */
  readonly latest: boolean;
}

export function analyzeStored(_tools: AnalyzeStoredTools, _planKey: string): Promise<PublishedRun> {
  throw new Error('to be written');
}
