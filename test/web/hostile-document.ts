// A report whose every name tries to be more than a name: markup, quotes, replacement patterns, directions of writing, length.
import type { Endpoint } from '../../lib/connections/connection.ts';
import type { ReportDocument } from '../../lib/report/document.ts';
import { connection, sampleDocument } from '../report/sample-document.ts';

export const HOSTILE_NAMES: readonly string[] = [
  '<script>alert(1)</script>',
  '</script><script>alert(2)</script>',
  '<!--<script>',
  '"><img src=x onerror=alert(3)>',
  '\'"`&amp;&lt;',
  "$& $1 $` $' $$",
  '\u202Egnp.exe\u2066 right to left',
  'line\nbreak\ttab\u0007bell \u2028 separator',
  '__proto__',
  'javascript:alert(4)',
  `a${'x'.repeat(252)}`,
];

export function hostileDocument(): ReportDocument {
  const base = sampleDocument();
  const [first = ''] = HOSTILE_NAMES;
  const endpoints = HOSTILE_NAMES.map(
    (name): Endpoint => ({ kind: 'workload', namespace: name, workloadKind: name, name }),
  );
  return sampleDocument({
    cluster: HOSTILE_NAMES.join(' '),
    dataplane: first,
    coverage: {
      ...base.coverage,
      unattributed: HOSTILE_NAMES.map((reason, index) => ({ reason, records: index })),
      gaps: [{ from: first, to: first }],
      skipped: HOSTILE_NAMES.map((name) => ({ interface: name, from: first, to: first, rows: 1 })),
      sameNode: {
        pairs: HOSTILE_NAMES.length,
        alwaysTogether: 0,
        blind: HOSTILE_NAMES.map((name) => ({ left: name, right: name, share: 0.5, always: false })),
      },
      snapshots: { first, last: first, longestGapSeconds: 0 },
    },
    workloads: HOSTILE_NAMES.map((name) => ({
      id: `${name}/${name}/${name}`,
      ...{ namespace: name, kind: name, name, labels: { [name]: name }, pods: 1, hostNetwork: false },
    })),
    connections: endpoints.map((client, index) =>
      connection({ client, server: endpoints.at(index - 1) ?? client, port: index, leftOut: first, kept: false }),
    ),
    policies: {
      current: HOSTILE_NAMES.map((name) => ({ kind: name, metadata: { name, namespace: name } })),
      recommended: [...HOSTILE_NAMES.map((name) => ({ metadata: { name, namespace: name } })), { metadata: 7 }],
    },
    findings: HOSTILE_NAMES.map((name) => ({
      ...{ kind: name, severity: 'high' as const, subject: name, message: name, evidence: { [name]: name } },
    })),
  });
}
