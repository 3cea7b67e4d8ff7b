import { describe, expect, it } from 'vitest';
import type { ReportConnection } from '../../lib/report/document.ts';
import { unknownVerdictFindings } from '../../lib/report/unknown-findings.ts';
import { connection } from './sample-document.ts';

function unknown(reason: string, overrides: Partial<ReportConnection> = {}): ReportConnection {
  const side = { isolated: false, allowed: false, by: [], unknown: reason };
  const current = {
    allowed: false,
    unknown: reason,
    egress: { ...side, by: ['shop/b'] },
    ingress: { ...side, by: ['shop/a'] },
  };
  const plain = connection(overrides);
  return { ...plain, verdicts: { ...plain.verdicts, current } };
}

const outside = (cidr: string) => ({ kind: 'external', cidr }) as const;

describe('unknown verdicts', () => {
  it('are one finding for each reason and pair of workloads, with the first connections as a sample', () => {
    const ports = Array.from({ length: 12 }, (_, index) => 8000 + index);
    const connections = ports.map((port) => unknown('label x is not known', { port, records: 2 }));

    const findings = unknownVerdictFindings([...connections, unknown('ports are not known')]);

    expect(findings.map(({ subject, message }) => [subject, message])).toEqual([
      [
        'shop/web -> shop/api',
        'nobody can say whether the current policies allow 12 connections: label x is not known',
      ],
      ['shop/web -> shop/api TCP/8080', 'nobody can say whether the current policies allow it: ports are not known'],
    ]);
    expect(findings[0]?.evidence).toMatchObject({ policies: ['shop/a', 'shop/b'], records: 24, connections: 12 });
    expect(findings[0]?.evidence.sample).toEqual(ports.slice(0, 10).map((port) => `shop/web -> shop/api TCP/${port}`));
  });

  it('take all outside addresses as one side, and unknown owners by why they are unknown', () => {
    const unseen = (address: string) => ({ kind: 'unknown', address, reason: 'ambiguous' }) as const;
    const findings = unknownVerdictFindings([
      unknown('r', { server: outside('192.0.2.1/32') }),
      unknown('r', { server: outside('192.0.2.2/32') }),
      unknown('r', { client: unseen('10.0.0.1') }),
      unknown('another', { server: unseen('10.0.0.2') }),
    ]);

    expect(findings.map(({ subject }) => subject)).toEqual([
      'shop/web -> outside addresses',
      'unknown owners (ambiguous)',
    ]);
  });
});
