// A store of one report: what `flowfence serve` shows.
import type { ReportDocument } from '../report/document.ts';
import type { Sha256Base64 } from '../report/formats/html-policy.ts';
import { formatJson } from '../report/formats/json.ts';
import { CLUSTER_NAME, type ReportStore } from '../report/report-store.ts';

/** Stands in paths for a cluster whose name cannot. */
const UNNAMEABLE = 'cluster';

export function makeLocalReportStore(document: ReportDocument, digest: Sha256Base64): ReportStore {
  const cluster = CLUSTER_NAME.test(document.cluster) ? document.cluster : UNNAMEABLE;
  const { to } = document.window;
  const run = `${compactTime(to)}-${hexadecimal(digest(formatJson(document))).slice(0, 16)}`;
  const has = (asked: string) => asked === cluster;
  return {
    clusters: () => Promise.resolve([cluster]),
    reports: (asked) => Promise.resolve(has(asked) ? [{ run, to }] : undefined),
    latest: (asked) => Promise.resolve(has(asked) ? run : undefined),
    document: (asked, askedRun) => Promise.resolve(has(asked) && askedRun === run ? document : undefined),
    link: () => Promise.resolve(undefined),
  };
}

/** `20261101T040000Z`; zeros for what is no time. */
function compactTime(time: string): string {
  const compact = time.replace(/[-:]/g, '');
  return /^\d{8}T\d{6}Z$/.test(compact) ? compact : '00000000T000000Z';
}

function hexadecimal(base64: string): string {
  return [...atob(base64)].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}
