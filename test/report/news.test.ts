import { describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../lib/report/document.ts';
import { type News, newsOf } from '../../lib/report/news.ts';
import { formatNews } from '../../lib/report/news-text.ts';
import { ALLOWED, connection, DENIED, sampleDocument } from './sample-document.ts';

const OPTIONS = { coverageDropPercent: 10 };
const COVERAGE = sampleDocument().coverage;

function report(parts: Partial<ReportDocument> = {}): ReportDocument {
  return sampleDocument({ connections: [], findings: [], ...parts });
}

function coverage(attributed: number, unassigned: number, outsideWindow = 0): ReportDocument['coverage'] {
  const reasons = { unassigned, 'outside-window': outsideWindow };
  const unattributed = Object.entries(reasons).map(([reason, records]) => ({ reason, records }));
  return { ...COVERAGE, attributed, unattributed };
}

const allowed = connection({ port: 8080, verdicts: { current: ALLOWED, recommended: ALLOWED } });
/** More records the higher its last byte. */
const outside = (byte: number) =>
  connection({ server: { kind: 'external', cidr: `203.0.113.${byte}/32` }, port: 443, records: 9 + byte });
const blocked = connection({ port: 8080, verdicts: { current: DENIED, recommended: ALLOWED } });

describe('news', () => {
  it('are none where nothing changed, whatever there is to say of both reports', () => {
    const same = report({ connections: [blocked] });

    expect(newsOf(same, same, OPTIONS)).toBeUndefined();
    expect(newsOf(undefined, report(), OPTIONS)).toBeUndefined();
  });

  it('are connections that would be blocked and were not, most records first', () => {
    const [few, many] = [
      { ...blocked, port: 1, records: 5 },
      { ...blocked, port: 2, records: 50 },
    ];
    const before = report({ connections: [blocked, { ...allowed, port: 1 }] });

    const news = newsOf(before, report({ connections: [blocked, few, many] }), OPTIONS);

    expect(news?.blocked.map(({ connection: text, records }) => [text, records])).toEqual([
      ['shop/web -> shop/api TCP/2', 50],
      ['shop/web -> shop/api TCP/1', 5],
    ]);
    expect(news?.blocked[0]?.by).toEqual(['shop/allow-web']);
  });

  it('are not attempts that nobody answered', () => {
    const attempt = { ...blocked, outcome: 'unanswered' as const };

    expect(newsOf(report(), report({ connections: [attempt] }), OPTIONS)?.blocked ?? []).toEqual([]);
  });

  it('are all that is blocked where this is the first report, and no drift', () => {
    const news = newsOf(undefined, report({ connections: [blocked] }), OPTIONS);

    expect(news?.blocked).toHaveLength(1);
    expect(news?.previousWindow).toBeUndefined();
    expect(news?.drift.connections).toEqual({ gained: [], lost: [] });
  });

  it('are no workloads, and nothing that is not seen any more, which the JSON has all the same', () => {
    const { workloads } = sampleDocument();
    const before = report({ workloads, connections: [allowed] });
    const now = report({ workloads: workloads.slice(1), connections: [blocked] });

    expect(newsOf(before, report({ workloads: workloads.slice(1) }), OPTIONS)).toBeUndefined();
    const news = newsOf(before, now, OPTIONS);
    expect(news?.drift.connections).toEqual({ gained: [], lost: [] });
    expect(news?.drift.workloads).toEqual({ gained: [], lost: [workloads[0]?.id] });
  });

  it('are permissions that the current policies gave up', () => {
    const ingress = (port: number) => ({
      ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'api', namespace: 'shop' } },
      spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ protocol: 'TCP', port }] }] },
    });
    const policies = (port: number) => ({ policies: { current: [ingress(port)], recommended: [] } });

    const news = newsOf(report(policies(8080)), report(policies(9090)), OPTIONS);

    expect(news?.drift.permissions.lost.some((text) => text.endsWith('TCP/8080'))).toBe(true);
    expect(news?.drift.permissions.gained.some((text) => text.endsWith('TCP/9090'))).toBe(true);
  });

  it('are high findings that were not there, but for what is blocked', () => {
    const finding = (kind: string, severity: 'high' | 'medium') => ({
      kind,
      severity,
      subject: 'x',
      message: 'm',
      evidence: {},
    });
    const before = report({ findings: [finding('old', 'high'), finding('risen', 'medium')] });
    const kinds = ['old', 'risen', 'new', 'would-be-blocked'].map((kind) => finding(kind, 'high'));

    const news = newsOf(before, report({ findings: [...kinds, finding('mild', 'medium')] }), OPTIONS);

    expect(news?.findings.map(({ kind }) => kind)).toEqual(['risen', 'new']);
  });

  it.each([
    { name: 'by as much as was asked for', before: coverage(90, 10), now: coverage(80, 20), drop: [90, 80] },
    { name: 'by less', before: coverage(90, 10), now: coverage(801, 199), drop: undefined },
    { name: 'in the other direction', before: coverage(50, 50), now: coverage(90, 10), drop: undefined },
    { name: 'outside the window only', before: coverage(90, 10), now: coverage(90, 10, 900), drop: undefined },
    { name: 'to nothing at all', before: coverage(90, 10), now: coverage(0, 0), drop: [90, 0] },
    { name: 'from nothing at all', before: coverage(0, 0), now: coverage(1, 99), drop: undefined },
  ])('say that coverage fell: $name', ({ before, now, drop }) => {
    const news = newsOf(report({ coverage: before }), report({ coverage: now }), OPTIONS);

    expect(news?.coverage && [news.coverage.beforePercent, news.coverage.nowPercent]).toEqual(drop);
  });

  it.each([
    { name: 'a gap of hours', gaps: [['05:00', '08:00']], seen: '23:59', silent: ['05:00'] },
    { name: 'a short one', gaps: [['05:00', '07:59']], seen: '23:59', silent: [] },
    { name: 'one that the report before had', gaps: [['00:10', '03:50']], seen: '23:59', silent: [] },
    { name: 'no row at the end', gaps: [], seen: '20:30', silent: ['20:30'] },
    { name: 'the last rows on their way', gaps: [], seen: '21:30', silent: [] },
  ])('say that logs are missing: $name', ({ gaps, seen, silent }) => {
    const at = (time: string) => `2026-11-01T${time}:00Z`;
    const now = report({
      connections: [{ ...allowed, lastSeen: at(seen) }],
      window: { from: at('00:00'), to: '2026-11-02T00:00:00Z' },
      coverage: { ...COVERAGE, gaps: gaps.map(([from = '', to = '']) => ({ from: at(from), to: at(to) })) },
    });

    const news = newsOf(report({ connections: [allowed] }), now, OPTIONS);

    expect((news?.silences ?? []).map(({ from }) => from)).toEqual(silent.map(at));
    expect(news === undefined).toBe(silent.length === 0);
  });

  it('say nothing of coverage that stayed, even where every drop is asked for', () => {
    const same = report({ coverage: coverage(90, 10) });

    expect(newsOf(same, same, { coverageDropPercent: 0 })).toBeUndefined();
  });
});

describe('the text of news', () => {
  const link = 's3://reports/reports/prod/x/manifest.json';
  function newsWith(parts: Partial<News>): News {
    const news = newsOf(report(), report({ connections: [blocked] }), OPTIONS);
    if (news === undefined) throw new Error('a blocked connection is news');
    return { ...news, ...parts };
  }

  it('names what would break, says where the report is and what to do', () => {
    const { subject, text } = formatNews(newsWith({}), link);

    expect(subject).toMatch(/^flowfence: .*1 connection would newly be blocked/);
    expect(text).toContain('would be blocked: shop/web -> shop/api TCP/8080 (812 records; shop/allow-web)');
    expect(text).toContain(`The report: ${link}`);
    expect(text).toContain('flowfence pull');
  });

  it('names ten at most, blocked connections first', () => {
    const many = Array.from({ length: 9 }, (_, port) => ({ ...blocked, port }));
    const { told } = newsOf(undefined, report({ connections: many }), OPTIONS) ?? newsWith({});
    const findings = ['f1', 'f2', 'f3'].map((kind) => ({
      ...{ kind, severity: 'high' as const, subject: 's', message: 'm', evidence: {} },
    }));

    const { text } = formatNews(newsWith({ told, findings }), link);

    const named = text.split('\n').filter((line) => line.startsWith('  would be blocked') || line.startsWith('  f'));
    expect(named).toHaveLength(10);
    expect(named.at(-1)).toContain('f1');
    expect(text).toContain('… and 2 more');
  });

  it('tells outside addresses by their number, with some of them, and what the policies say', () => {
    const now = Array.from({ length: 12 }, (_, index) => outside(index + 1));
    const news = newsOf(report({ connections: [outside(0)] }), report({ connections: now }), OPTIONS);

    const { subject, text } = formatNews(news ?? newsWith({}), link);

    expect(subject).toBe('flowfence: prod: 12 new addresses');
    expect(text).toContain(
      '  12 new addresses: shop/web -> outside TCP/443: 203.0.113.12, 203.0.113.11, 203.0.113.10 and 9 more (186 records; the current policies allow them)',
    );
  });

  it('counts in one line at the end what is not told', () => {
    const [old, added] = [0, 10].map((first) => Array.from({ length: 10 }, (_, index) => outside(first + index)));
    const news = newsOf(
      report({ connections: [allowed, ...(old ?? [])] }),
      report({ connections: [blocked, ...(added ?? [])], workloads: [] }),
      OPTIONS,
    );

    const { text } = formatNews(news ?? newsWith({}), link);

    expect(text).not.toContain('203.0.113');
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      'Not told one by one: 10 new connections like many others before, or of no certain owner; 10 connections not seen any more; 3 workloads gone.',
    );
    expect(news?.drift.connections.gained).toHaveLength(10);
  });

  it('says how far coverage fell', () => {
    const { text } = formatNews(newsWith({ coverage: { beforePercent: 99, nowPercent: 81.5 } }), link);

    expect(text).toContain('81.5 % of the records, before of 99.0 %');
  });

  it('lets no name of the cluster drive a terminal, forge a line or break a subject', () => {
    const evil = 'a\u001b[31m\nThe report: https://evil';
    const hostile = newsWith({}).told.map((group) => ({ ...group, client: evil, examples: [evil], by: ['\u0007'] }));

    const { subject, text } = formatNews(newsWith({ told: hostile, cluster: 'prod\r\nBcc: x ü' }), link);

    expect(subject).toMatch(/^[ -~]{1,100}$/);
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(text.split('\n').filter((line) => line.startsWith('Bcc'))).toEqual([]);
    expect(text.split('\n').filter((line) => line.startsWith('The report:'))).toEqual([`The report: ${link}`]);
  });
});
