// What is new in a report against the one before: what would break, what changed, what is seen less well. Pure.
import { compareBy } from '../base/order.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import { compileInReport, dataplaneInReport, manifestDocuments } from './asked-policies.ts';
import { isNeed } from './check.ts';
import { type Change, diffReports } from './diff.ts';
import type { Finding, ReportConnection, ReportCoverage, ReportDocument } from './document.ts';
import { connectionText } from './endpoint-text.ts';
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

/** As it is written as JSON. */
export interface News {
  readonly schema: typeof NEWS_SCHEMA;
  readonly cluster: string;
  readonly window: ReportDocument['window'];
  /** Of the report that it is compared with; absent where this is the first. */
  readonly previousWindow?: ReportDocument['window'];
  /** Needs that the current policies would block, and did not block before or were not there; most records first. */
  readonly blocked: readonly BlockedConnection[];
  /** Empty for the first report. */
  readonly drift: { readonly connections: Change; readonly workloads: Change; readonly permissions: Change };
  readonly coverage?: CoverageDrop;
  /** High findings that were not there before, but for those about what is blocked. In the order of the report. */
  readonly findings: readonly Finding[];
}

/** Undefined where nothing is new. */
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
    blocked: newlyBlocked(previous, current),
    drift: driftOf(previous, current),
    ...(coverage === undefined ? {} : { coverage }),
    findings: newFindings(previous, current),
  };
  const changes = Object.values(news.drift).some(({ gained, lost }) => gained.length + lost.length > 0);
  return changes || news.blocked.length + news.findings.length > 0 || coverage !== undefined ? news : undefined;
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

/** Nothing is wrong with the view of the logs where these were found: they are no connections, or of another time. */
const BESIDE: ReadonlySet<string> = new Set(['outside-window', 'other-protocol', 'reject-without-syn']);

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
function attributedPercent({ attributed, unattributed }: ReportCoverage): number | undefined {
  const total = unattributed.reduce((sum, { reason, records }) => sum + (BESIDE.has(reason) ? 0 : records), attributed);
  return total === 0 ? undefined : Math.round((1000 * attributed) / total) / 10;
}

/** What is blocked has its own list. */
function newFindings(previous: ReportDocument | undefined, current: ReportDocument): readonly Finding[] {
  const keyOf = ({ kind, subject }: Finding) => JSON.stringify([kind, subject]);
  const before = new Set(previous?.findings.filter(({ severity }) => severity === 'high').map(keyOf) ?? []);
  return current.findings.filter(
    (finding) => finding.severity === 'high' && finding.kind !== 'would-be-blocked' && !before.has(keyOf(finding)),
  );
}
