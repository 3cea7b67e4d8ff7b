// The summary says what a person must know, in words that agree in number, and nothing that drives the terminal.
import { describe, expect, it } from 'vitest';
import { formatCsv } from '../../lib/report/formats/csv.ts';
import { formatSummary } from '../../lib/report/summary.ts';
import { aligned, atMost, counted, grouped } from '../../lib/report/words.ts';
import { connection, DENIED, sampleDocument } from './sample-document.ts';

const text = formatSummary(sampleDocument(), { colour: false, reportFile: 'r.duckdb' });

describe('the summary', () => {
  it.each([
    'prod, 2026-11-01 00:00 to 2026-11-01 04:00 UTC, dataplane upstream',
    '67,996 records in 49 objects, beside them 14 lines: 3 malformed, 9 NODATA, 2 SKIPDATA',
    '17 snapshots, 3 workloads, 1 current policy',
    'Not attributed: 7,996 of 67,996 records (11.8 %)',
    '7,900  unassigned  the address belonged to nobody known in that interval',
    'no rows at all in 1 stretch of the window, the first from 2026-11-01 01:00',
    'Shared nodes: 2 pairs of workloads, 1 always; the logs may not show their traffic',
    'shop/Deployment/api and shop/StatefulSet/db  always',
    'would block 1 observed connection',
    'shop/web -> shop/api TCP/9090  by ingress of shop/allow-web  since 2026-11-01 00:00:05',
    'Verdict unknown for 1 connection between known sides',
    'Recommended: 2 policies in 2 namespaces',
    'verified: keeps 6/6 connections, needs 5/5 rules, allows 0 beyond the observed',
    'flowfence policies r.duckdb --out policies/',
  ])('says: %s', (line) => {
    expect(text).toContain(line);
  });

  it('colours only where asked', () => {
    expect(text).not.toContain('\u001b');
    expect(formatSummary(sampleDocument(), { colour: true })).toContain('\u001b[31m');
  });

  it('stays within a screen or two, however much there is', () => {
    const many = Array.from({ length: 500 }, (_, index) =>
      connection({ port: 1 + index, verdicts: { current: DENIED, recommended: DENIED } }),
    );
    const long = formatSummary(sampleDocument({ connections: many }), { colour: false, reportFile: 'r.duckdb' });

    expect(long.split('\n').length).toBeLessThanOrEqual(60);
    expect(long).toContain('… and 492 more');
  });

  it('writes its commands so that a shell reads the path of the report back', () => {
    const next = formatSummary(sampleDocument(), { colour: false, reportFile: "my reports/it's.duckdb" });

    expect(next).toContain("flowfence serve 'my reports/it'\\''s.duckdb' ");
    expect(next).not.toMatch(/flowfence \w+ my/);
  });

  it('does not let names drive the terminal', () => {
    const evil = { kind: 'workload', namespace: 'shop', workloadKind: 'Deployment', name: 'x\u001b[2Jy' } as const;
    const hostile = connection({ client: evil, verdicts: { current: DENIED, recommended: DENIED } });

    expect(formatSummary(sampleDocument({ connections: [hostile] }), { colour: false })).not.toContain('\u001b');
  });

  it('of nothing is still a summary', () => {
    const nothing = sampleDocument({
      connections: [],
      workloads: [],
      findings: [],
      policies: { current: [], recommended: [] },
    });

    expect(formatSummary(nothing, { colour: false })).toContain('no current policies');
  });
});

describe('words', () => {
  it.each([
    [0, '0 policies'],
    [1, '1 policy'],
    [12_345, '12,345 policies'],
  ])('%d', (count, expected) => {
    expect(counted(count, 'policy', 'policies')).toBe(expected);
  });

  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1_234_567, '1,234,567'],
  ])('groups %d', (count, expected) => {
    expect(grouped(count)).toBe(expected);
  });

  it('aligns columns without trailing space', () => {
    expect(
      aligned([
        ['a', 'bb', ''],
        ['ccc', 'd', 'e'],
      ]),
    ).toEqual(['a    bb', 'ccc  d   e']);
  });

  it('cuts and says how much', () => {
    expect(atMost(['a', 'b', 'c'], 2)).toEqual(['a', 'b', '… and 1 more']);
  });
});

describe('CSV', () => {
  it('quotes, and keeps formulas from running', () => {
    const evil = { kind: 'workload', namespace: '=cmd', workloadKind: 'Deployment', name: 'a,"b"' } as const;
    const csv = formatCsv(sampleDocument({ connections: [connection({ client: evil, leftOut: '=1+1' })] }));
    const [head, row] = csv.split('\r\n');

    expect(head?.split(',')[0]).toBe('client');
    expect(row).toContain('"workload =cmd/Deployment/a,""b"""');
    expect(row).toContain(",'=1+1,");
  });
});
