// News for people: short, the gravest first, and what to do next.
import type { Change } from './diff.ts';
import type { News } from './news.ts';
import { plainText } from './paint.ts';
import { aligned, atMost, counted } from './words.ts';

export interface NewsMessage {
  /** One line of printable ASCII, at most 100 characters, as the subject of an e-mail has to be. */
  readonly subject: string;
  readonly text: string;
}

/** Named one by one; the report has them all. */
const MOST_NAMED = 10;
const LONGEST_SUBJECT = 100;

/** `link`: where the report is, or how to fetch it. */
export function formatNews(news: News, link: string): NewsMessage {
  const blocks = [
    [headline(news), windowText(news)],
    gravest(news),
    coverageText(news),
    driftText(news),
    next(news, link),
  ];
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return { subject: subjectOf(news), text: `${plainText(text.join('\n\n'))}\n` };
}

/** `3 connections would newly be blocked, 1 new finding` */
function headline(news: News): string {
  const { blocked, findings, coverage, drift } = news;
  const parts = [
    ...(blocked.length > 0 ? [`${counted(blocked.length, 'connection')} would newly be blocked`] : []),
    ...(findings.length > 0 ? [counted(findings.length, 'new high finding')] : []),
    ...(coverage === undefined ? [] : ['less of the traffic is attributed']),
  ];
  const changes = Object.values(drift).reduce((sum, { gained, lost }) => sum + gained.length + lost.length, 0);
  return `${oneLine(news.cluster)}: ${parts.length > 0 ? parts.join(', ') : counted(changes, 'change')}`;
}

function subjectOf(news: News): string {
  return `flowfence: ${headline(news)}`.replace(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_SUBJECT);
}

function windowText({ window, previousWindow }: News): string {
  const before = previousWindow === undefined ? 'the first report' : `compared with the report to ${previousWindow.to}`;
  return `${window.from} to ${window.to}, ${before}`;
}

/** What would break goes before what else deserves attention. */
function gravest({ blocked, findings }: News): readonly string[] {
  const lines = [
    ...blocked.map(({ connection, by, records }) => {
      const rule = by.length > 0 ? by.join(', ') : 'no rule allows it';
      return `  would be blocked: ${connection} (${counted(records, 'record')}; ${rule})`;
    }),
    ...findings.map(({ kind, subject, message }) => `  ${kind}: ${subject}: ${message}`),
  ].map(oneLine);
  return atMost(lines, MOST_NAMED);
}

/** Names come from untrusted objects: a line feed in one would begin a line of ours. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, (space) => (space.includes('\n') ? ' ' : space));
}

function coverageText({ coverage }: News): readonly string[] {
  if (coverage === undefined) return [];
  const { beforePercent, nowPercent } = coverage;
  return [
    `Client and server are known of ${nowPercent.toFixed(1)} % of the records, before of ${beforePercent.toFixed(1)} %.`,
    'What is not attributed cannot be told to be blocked: look at the age of the snapshots and at the gaps in the logs.',
  ];
}

function driftText({ drift }: News): readonly string[] {
  const rows = Object.entries(drift)
    .filter(([, { gained, lost }]: readonly [string, Change]) => gained.length + lost.length > 0)
    .map(([name, { gained, lost }]) => [`  ${name}`, `${gained.length} gained`, `${lost.length} lost`]);
  return rows.length === 0 ? [] : ['Changed since then:', ...aligned(rows)];
}

function next({ blocked }: News, link: string): readonly string[] {
  const [first] = blocked;
  const step =
    first === undefined
      ? 'Read it: flowfence pull, then flowfence serve report.duckdb.'
      : 'Before these policies are enforced: flowfence pull, then flowfence explain report.duckdb --from … --to … --port … says which rule is missing.';
  return [`The report: ${link}`, step];
}
