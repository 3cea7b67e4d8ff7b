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

  it('are connections and workloads gained and lost', () => {
    const { workloads } = sampleDocument();
    const news = newsOf(
      report({ workloads }),
      report({ connections: [allowed], workloads: workloads.slice(1) }),
      OPTIONS,
    );

    expect(news?.drift.connections).toEqual({ gained: ['shop/web -> shop/api TCP/8080'], lost: [] });
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
    expect(text).toMatch(/connections +1 gained +0 lost/);
  });

  it('names ten at most, blocked connections first', () => {
    const many = Array.from({ length: 9 }, (_, index) => ({ connection: `c${index}`, by: [], records: 9 - index }));
    const findings = ['f1', 'f2', 'f3'].map((kind) => ({
      ...{ kind, severity: 'high' as const, subject: 's', message: 'm', evidence: {} },
    }));

    const { text } = formatNews(newsWith({ blocked: many, findings }), link);

    const named = text.split('\n').filter((line) => line.startsWith('  would be blocked') || line.startsWith('  f'));
    expect(named).toHaveLength(10);
    expect(named.at(-1)).toContain('f1');
    expect(text).toContain('… and 2 more');
  });

  it('says how far coverage fell', () => {
    const { text } = formatNews(newsWith({ coverage: { beforePercent: 99, nowPercent: 81.5 } }), link);

    expect(text).toContain('81.5 % of the records, before of 99.0 %');
  });

  it('lets no name of the cluster drive a terminal, forge a line or break a subject', () => {
    const hostile = [{ connection: 'a\u001b[31m\nThe report: https://evil', by: ['\u0007'], records: 1 }];

    const { subject, text } = formatNews(newsWith({ blocked: hostile, cluster: 'prod\r\nBcc: x ü' }), link);

    expect(subject).toMatch(/^[ -~]{1,100}$/);
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(text.split('\n').filter((line) => line.startsWith('Bcc'))).toEqual([]);
    expect(text.split('\n').filter((line) => line.startsWith('The report:'))).toEqual([`The report: ${link}`]);
  });
});
