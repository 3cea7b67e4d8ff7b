// The API over one report in process, asked as a client would.
import { createHash } from 'node:crypto';
import { makeApi } from '../../lib/api/api.ts';
import { makeLocalReportStore } from '../../lib/api/local-report-store.ts';
import type { ReportDocument } from '../../lib/report/document.ts';
import type { ReportStore } from '../../lib/report/report-store.ts';

export type Ask = (target: string, init?: RequestInit) => Promise<Response>;

export const digest = (text: string): string => createHash('sha256').update(text, 'utf8').digest('base64');

export function localStore(document: ReportDocument): ReportStore {
  return makeLocalReportStore(document, digest);
}

/** `target` below `/api/v1`. */
export function askApi(store: ReportStore, mostBytes?: number): Ask {
  const api = makeApi({ store, ...(mostBytes === undefined ? {} : { mostBytes }) });
  return async (target, init) => api.request(`http://127.0.0.1/api/v1${target}`, init);
}

export function post(type: string, body: string | Uint8Array<ArrayBuffer>): RequestInit {
  return { method: 'POST', headers: { 'content-type': type }, body };
}
