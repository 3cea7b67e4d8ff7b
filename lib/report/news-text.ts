// News for people: short, the gravest first, what to do next, and at the end what was left out.
import type { News } from './news.ts';
import { changeLine, quietText } from './news-lines.ts';
import { plainText } from './paint.ts';
import { atMost, counted } from './words.ts';

export interface NewsMessage {
  /** One line of printable ASCII, at most 100 characters, as the subject of an e-mail has to be. */
  readonly subject: string;
  readonly text: string;
}

/** Named one by one; the JSON has them all. */
const MOST_NAMED = 10;
const MOST_PERMISSIONS = 3;
const LONGEST_SUBJECT = 100;

/** `link`: where the report is, or how to fetch it. */
export function formatNews(news: News, link: string): NewsMessage {
  const blocks = [
    [headline(news), windowText(news)],
    gravest(news),
    coverageText(news),
    newText(news),
    permissionText(news),
    next(news, link),
    quietText(news),
  ];
  const text = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return { subject: subjectOf(news), text: `${plainText(text.join('\n\n'))}\n` };
}

/** `3 connections would newly be blocked, 1 new pair, 2 new ports` */
function headline(news: News): string {
  const { told, findings, coverage, silences, drift } = news;
  const ofKind = (kind: string) => told.filter((group) => group.kind === kind);
  const sum = (kind: string, count: (group: News['told'][number]) => number) =>
    ofKind(kind).reduce((total, group) => total + count(group), 0);
  const permissions = drift.permissions.gained.length + drift.permissions.lost.length;
  const parts: readonly (readonly [count: number, text: (count: number) => string])[] = [
    [sum('blocked', ({ connections }) => connections), (n) => `${counted(n, 'connection')} would newly be blocked`],
    [silences.length, () => 'logs are missing'],
    [coverage === undefined ? 0 : 1, () => 'less of the traffic is attributed'],
    [findings.length, (n) => counted(n, 'new high finding')],
    [ofKind('pair').length, (n) => counted(n, 'new pair')],
    [sum('port', ({ ports }) => ports.length), (n) => counted(n, 'new port')],
    [sum('addresses', ({ connections }) => connections), (n) => counted(n, 'new address', 'new addresses')],
    [permissions, (n) => counted(n, 'changed permission')],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, text]) => text(count));
  return `${oneLine(news.cluster)}: ${said.join(', ')}`;
}

function subjectOf(news: News): string {
  return `flowfence: ${headline(news)}`.replace(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_SUBJECT);
}

function windowText({ window, previousWindow }: News): string {
  const before = previousWindow === undefined ? 'the first report' : `compared with the report to ${previousWindow.to}`;
  return `${window.from} to ${window.to}, ${before}`;
}

/** What would break goes before what else deserves attention. */
function gravest({ told, findings }: News): readonly string[] {
  const lines = [
    ...told.filter(({ kind }) => kind === 'blocked').map(changeLine),
    ...findings.map(({ kind, subject, message }) => `${kind}: ${subject}: ${message}`),
  ];
  return atMost(lines.map(listed), MOST_NAMED);
}

function newText({ told }: News): readonly string[] {
  const lines = told.filter(({ kind }) => kind !== 'blocked').map(changeLine);
  return lines.length === 0 ? [] : ['Seen for the first time:', ...atMost(lines.map(listed), MOST_NAMED)];
}

function listed(line: string): string {
  return `  ${oneLine(line)}`;
}

/** Names come from untrusted objects: a line feed in one would begin a line of ours. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, (space) => (space.includes('\n') ? ' ' : space));
}

function coverageText({ coverage, silences }: News): readonly string[] {
  const silent = silences.map(({ from, to }) => `Nothing was logged from ${from} to ${to}: look at the flow log.`);
  if (coverage === undefined) return silent;
  const { beforePercent, nowPercent } = coverage;
  return [
    ...silent,
    `Client and server are known of ${nowPercent.toFixed(1)} % of the records, before of ${beforePercent.toFixed(1)} %.`,
    'What is not attributed cannot be told to be blocked: look at the age of the snapshots and at the gaps in the logs.',
  ];
}

function permissionText({ drift }: News): readonly string[] {
  const { gained, lost } = drift.permissions;
  const of = (word: string, texts: readonly string[]) =>
    texts.length === 0 ? [] : [`The current policies ${word}:`, ...atMost(texts.map(listed), MOST_PERMISSIONS)];
  return [...of('allow now, and did not', gained), ...of('allowed, and do not any more', lost)];
}

function next({ told }: News, link: string): readonly string[] {
  const step = told.some(({ kind }) => kind === 'blocked')
    ? 'Before these policies are enforced: flowfence pull, then flowfence explain report.duckdb --from … --to … --port … says which rule is missing.'
    : 'Read it: flowfence pull, then flowfence serve report.duckdb.';
  return [`The report: ${link}`, step];
}
