// What is new in a report against the one before: what would break, what changed, what is seen less well. Pure.
import { compareBy } from '../base/order.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import { compileInReport, dataplaneInReport, manifestDocuments } from './asked-policies.ts';
import { attributableRecords } from './attributable.ts';
import { isNeed } from './check.ts';
import { type Change, diffReports } from './diff.ts';
import type { Finding, ReportConnection, ReportCoverage, ReportDocument } from './document.ts';
import { connectionText } from './endpoint-text.ts';
import { connectionNews, type NewsGroup } from './news-groups.ts';
import { verdictKind } from './verdict.ts';

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

export interface BlockedConnection {
  readonly connection: string;
  readonly by: readonly string[];
  readonly records: number;
}

/** RFC 3339, both ends. */
export interface Silence {
  readonly from: string;
  readonly to: string;
}

/** As it is written as JSON. */
export interface News {
  readonly schema: typeof NEWS_SCHEMA;
  readonly cluster: string;
  readonly window: ReportDocument['window'];
  /** Of the report that it is compared with; absent where this is the first. */
  readonly previousWindow?: ReportDocument['window'];
  /** What people are told of connections, put together. */
  readonly told: readonly NewsGroup[];
  /** More of what was there in numbers: no news by itself. */
  readonly quiet: readonly NewsGroup[];
  /** Each need that the current policies would block, and did not block before or was not there; most records first. */
  readonly blocked: readonly BlockedConnection[];
  /** Each change, told or not. Empty for the first report. */
  readonly drift: { readonly connections: Change; readonly workloads: Change; readonly permissions: Change };
  readonly coverage?: CoverageDrop;
  /** Stretches that reach beyond the report before, in which nothing was logged for hours. */
  readonly silences: readonly Silence[];
  /** High findings that were not there before, but for those about what is blocked. In the order of the report. */
  readonly findings: readonly Finding[];
}

/** Undefined where there is nothing that people must hear; `quiet` and what is gone is not. */
export function newsOf(
  previous: ReportDocument | undefined,
  current: ReportDocument,
  options: NewsOptions,
): News | undefined {
  const coverage = previous === undefined ? undefined : coverageDrop(previous.coverage, current.coverage, options);
  const news: News = {
    schema: NEWS_SCHEMA,
    cluster: current.cluster,
    window: current.window,
    ...(previous === undefined ? {} : { previousWindow: previous.window }),
    ...connectionNews(previous?.connections, current.connections),
    blocked: newlyBlocked(previous, current),
    drift: driftOf(previous, current),
    ...(coverage === undefined ? {} : { coverage }),
    silences: previous === undefined ? [] : silencesOf(current, previous.window.to),
    findings: newFindings(previous, current),
  };
  const { gained, lost } = news.drift.permissions;
  const count = news.told.length + gained.length + lost.length + news.silences.length + news.findings.length;
  return count > 0 || coverage !== undefined ? news : undefined;
}

function newlyBlocked(previous: ReportDocument | undefined, current: ReportDocument): readonly BlockedConnection[] {
  const before = new Set(blockedNeeds(previous).map(connectionText));
  return blockedNeeds(current)
    .map((connection) => ({
      connection: connectionText(connection),
      by: [...connection.verdicts.current.egress.by, ...connection.verdicts.current.ingress.by],
      records: connection.records,
    }))
    .filter(({ connection }) => !before.has(connection))
    .sort(
      compareBy(
        ({ records }) => -records,
        ({ connection }) => connection,
      ),
    );
}

function blockedNeeds(document: ReportDocument | undefined): readonly ReportConnection[] {
  const needs = document?.connections.filter(isNeed) ?? [];
  return needs.filter(({ verdicts }) => verdictKind(verdicts.current) === 'denied');
}

const NO_CHANGE: Change = { gained: [], lost: [] };

function driftOf(previous: ReportDocument | undefined, current: ReportDocument): News['drift'] {
  if (previous === undefined) return { connections: NO_CHANGE, workloads: NO_CHANGE, permissions: NO_CHANGE };
  const chosen = dataplaneInReport(current);
  const side = (document: ReportDocument) => ({ document, policies: currentPolicies(document) });
  const dataplane = chosen.kind === 'dataplane' ? chosen.dataplane : undefined;
  const { connections, workloads, permissions } = diffReports(side(previous), side(current), dataplane);
  return { connections, workloads, permissions };
}

function currentPolicies(document: ReportDocument): CompiledPolicies {
  return compileInReport(document, manifestDocuments(document.policies.current, 'current policies'));
}

function coverageDrop(
  before: ReportCoverage,
  now: ReportCoverage,
  { coverageDropPercent }: NewsOptions,
): CoverageDrop | undefined {
  const [beforePercent, nowPercent] = [attributedPercent(before), attributedPercent(now)];
  if (beforePercent === undefined) return undefined;
  // Where nothing is left that could be attributed, all is lost.
  const drop = { beforePercent, nowPercent: nowPercent ?? 0 };
  const points = Math.round((drop.beforePercent - drop.nowPercent) * 10) / 10;
  return points > 0 && points >= coverageDropPercent ? drop : undefined;
}

/** Undefined where there was nothing to attribute. */
function attributedPercent(coverage: ReportCoverage): number | undefined {
  const total = attributableRecords(coverage);
  return total === 0 ? undefined : Math.round((1000 * coverage.attributed) / total) / 10;
}

/** Logs come minutes late, sometimes an hour; a flow log that was deleted stays away. */
const SILENT_SECONDS = 3 * 3600;

/** Gaps of the report lie between rows; what is after the last one is seen by the connections. */
function silencesOf({ coverage, connections, window }: ReportDocument, heardTo: string): readonly Silence[] {
  const last = connections.reduce((latest, { lastSeen }) => (lastSeen > latest ? lastSeen : latest), '');
  const stretches = [...coverage.gaps, ...(last === '' ? [] : [{ from: last, to: window.to }])];
  return stretches.filter(({ from, to }) => to > heardTo && secondsOf(to) - secondsOf(from) >= SILENT_SECONDS);
}

function secondsOf(time: string): number {
  return Date.parse(time) / 1000;
}

/** What is blocked has its own list. */
function newFindings(previous: ReportDocument | undefined, current: ReportDocument): readonly Finding[] {
  const keyOf = ({ kind, subject }: Finding) => JSON.stringify([kind, subject]);
  const before = new Set(previous?.findings.filter(({ severity }) => severity === 'high').map(keyOf) ?? []);
  return current.findings.filter(
    (finding) => finding.severity === 'high' && finding.kind !== 'would-be-blocked' && !before.has(keyOf(finding)),
  );
}
