// What the report finds worth a look, from connections, coverage and damaged lines.
import { describe, expect, it } from 'vitest';
import type { ReportVerdict } from '../../lib/report/document.ts';
import { buildFindings } from '../../lib/report/findings.ts';
import { connection, sampleDocument } from './sample-document.ts';

const NOTHING = {
  ...{
    window: { fromSeconds: 0, toSeconds: 60 },
    snapshotTimes: [0, 60],
    connections: [],
    malformed: [],
    diagnostics: [],
  },
  coverage: { ...sampleDocument().coverage, gaps: [], skipped: [] },
};

describe('findings', () => {
  it('name the policies that block, not those that allow on the other side', () => {
    const current: ReportVerdict = {
      allowed: false,
      egress: { isolated: true, allowed: true, by: ['shop/web-out'] },
      ingress: { isolated: true, allowed: false, by: ['shop/api-in'] },
    };
    const blocked = connection({ verdicts: { current, recommended: current } });

    const found = buildFindings({ ...NOTHING, connections: [blocked] }).filter(({ severity }) => severity === 'high');

    expect(found).toMatchObject([
      {
        kind: 'would-be-blocked',
        message: 'the current policies would block it: shop/api-in',
        evidence: { policies: ['shop/api-in'] },
      },
    ]);
  });

  it('take an object that ends early for more than a line', () => {
    const malformed = [
      { source: 'a.log.gz', reason: 'column-count', lines: 1 },
      { source: 'a.log.gz', reason: 'truncated', lines: 1 },
    ];

    const found = buildFindings({ ...NOTHING, malformed }).filter(({ kind }) => kind === 'malformed-lines');

    expect(found.map(({ severity, message }) => [severity, message])).toEqual([
      ['medium', 'the object ends early (truncated): what came behind the cut is missing; fetch it again'],
      ['low', '1 line was left out: column-count'],
    ]);
  });
});
