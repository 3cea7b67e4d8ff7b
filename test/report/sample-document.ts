// A small report with every kind of endpoint, verdict and coverage entry, for tests of the report stage.
import type { Endpoint } from '../../lib/connections/connection.ts';
import type { ReportConnection, ReportDocument, ReportVerdict } from '../../lib/report/document.ts';
import type { ReportData } from '../../lib/report/report-data.ts';

export const WEB: Endpoint = { kind: 'workload', namespace: 'shop', workloadKind: 'Deployment', name: 'web' };
export const API: Endpoint = { kind: 'workload', namespace: 'shop', workloadKind: 'Deployment', name: 'api' };
export const REPORT_JOB: Endpoint = { kind: 'workload', namespace: 'ops', workloadKind: 'CronJob', name: "o'report" };

export const ALLOWED: ReportVerdict = {
  allowed: true,
  egress: { isolated: false, allowed: true, by: [] },
  ingress: { isolated: true, allowed: true, by: ['shop/allow-web'] },
};
export const DENIED: ReportVerdict = {
  allowed: false,
  egress: { isolated: false, allowed: true, by: [] },
  ingress: { isolated: true, allowed: false, by: ['shop/allow-web'] },
};
const UNKNOWN: ReportVerdict = {
  allowed: false,
  unknown: 'policy shop/broken could not be read',
  egress: { isolated: false, allowed: true, by: [] },
  ingress: { isolated: true, allowed: false, by: ['shop/broken'], unknown: 'policy shop/broken could not be read' },
};

export function connection(parts: Partial<ReportConnection> = {}): ReportConnection {
  return {
    client: WEB,
    server: API,
    protocol: 'TCP',
    port: 8080,
    outcome: 'established',
    evidence: 'syn',
    records: 812,
    bytes: 1_230_000,
    packets: 9000,
    firstSeen: '2026-11-01T00:00:05Z',
    lastSeen: '2026-11-01T03:59:59Z',
    kept: true,
    verdicts: { current: ALLOWED, recommended: ALLOWED },
    ...parts,
  };
}

const LABELS = { app: 'web' };

export function sampleDocument(parts: Partial<ReportDocument> = {}): ReportDocument {
  return {
    schema: 'flowfence.report/v1',
    cluster: 'prod',
    dataplane: 'upstream',
    window: { from: '2026-11-01T00:00:00Z', to: '2026-11-01T04:00:00Z' },
    inputs: { objects: 49, records: 67_996, malformed: 3, noData: 9, skipData: 2, snapshots: 17, policies: 1 },
    coverage: {
      attributed: 60_000,
      unattributed: [
        { reason: 'ambiguous', records: 96 },
        { reason: 'unassigned', records: 7_900 },
      ],
      sameNode: {
        pairs: 2,
        alwaysTogether: 1,
        blind: [
          { left: 'shop/Deployment/api', right: 'shop/Deployment/web', share: 0.25, always: false },
          { left: 'shop/Deployment/api', right: 'shop/StatefulSet/db', share: 1, always: true },
        ],
      },
      gaps: [{ from: '2026-11-01T01:00:00Z', to: '2026-11-01T01:10:00Z' }],
      skipped: [{ interface: 'eni-1', from: '2026-11-01T02:00:00Z', to: '2026-11-01T02:01:00Z', rows: 2 }],
      otherProtocols: [{ protocol: 1, records: 12, bytes: 1008 }],
      snapshots: { first: '2026-11-01T00:00:00Z', last: '2026-11-01T04:00:00Z', longestGapSeconds: 900 },
    },
    workloads: [
      {
        id: "ops/CronJob/o'report",
        namespace: 'ops',
        kind: 'CronJob',
        name: "o'report",
        labels: {},
        pods: 4,
        hostNetwork: false,
      },
      {
        id: 'shop/Deployment/api',
        namespace: 'shop',
        kind: 'Deployment',
        name: 'api',
        labels: { app: 'api' },
        pods: 3,
        hostNetwork: false,
        variants: [
          {
            labels: { app: 'api' },
            ports: [{ name: 'http', protocol: 'TCP', port: 8080 }],
            addresses: ['10.0.0.7', '10.0.1.7'],
            nodes: ['node-a', 'node-b'],
            current: true,
          },
        ],
      },
      {
        id: 'shop/Deployment/web',
        namespace: 'shop',
        kind: 'Deployment',
        name: 'web',
        labels: LABELS,
        pods: 2,
        hostNetwork: false,
        variants: [{ labels: LABELS, ports: [], addresses: ['10.0.0.8'], nodes: ['node-a'], current: true }],
      },
    ],
    namespaces: [{ name: 'shop', labels: { team: 'shop' } }],
    services: [
      {
        ...{ namespace: 'default', name: 'kubernetes', addresses: ['172.20.0.1'] },
        ports: [{ protocol: 'TCP', port: 443, targetPort: 6443 }],
        externalAddresses: ['203.0.113.10'],
        endpoints: [{ protocol: 'TCP', port: 6443, addresses: ['10.0.0.1'] }],
      },
      {
        ...{ namespace: 'shop', name: 'api', addresses: ['172.20.0.9'], selector: { app: 'api' } },
        ports: [{ protocol: 'TCP', port: 80, targetPort: 'http' }],
      },
    ],
    connections: [
      connection(),
      connection({ port: 9090, verdicts: { current: DENIED, recommended: ALLOWED } }),
      connection({ client: REPORT_JOB, port: 5432, verdicts: { current: UNKNOWN, recommended: ALLOWED } }),
      connection({ server: { kind: 'external', cidr: '52.94.133.17/32' }, port: 443 }),
      connection({ server: { kind: 'node', name: 'node-a', address: '10.0.0.1' }, port: 9100 }),
      connection({ server: { kind: 'service', namespace: 'shop', name: 'api', address: '172.20.0.9' }, port: 80 }),
      connection({
        server: { kind: 'unknown', address: '10.0.9.9', reason: 'ambiguous' },
        outcome: 'unanswered',
        kept: false,
        leftOut: 'nobody answered',
        verdicts: { current: ALLOWED, recommended: { ...DENIED, partial: true } },
      }),
    ],
    policies: {
      current: [
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: 'allow-web', namespace: 'shop' },
        },
      ],
      recommended: [
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: 'default-deny', namespace: 'ops' },
        },
        { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'api', namespace: 'shop' } },
      ],
    },
    ruleUsage: [
      {
        policy: 'shop/api',
        direction: 'ingress',
        rule: 0,
        peer: 'app=web',
        ports: 'TCP/8080',
        connections: ['shop/web -> shop/api TCP/8080'],
        purpose: 'observed',
      },
    ],
    verification: { kept: 6, keptAllowed: 6, rules: 5, rulesNeeded: 5, allowedBeyondObserved: 0, beyond: [] },
    findings: [
      {
        kind: 'blocked-by-current',
        severity: 'high',
        subject: 'shop/api',
        message: 'shop/web -> shop/api TCP/9090 would be blocked',
        evidence: { records: 812 },
      },
    ],
    ...parts,
  };
}

export function sampleData(): ReportData {
  return {
    document: sampleDocument(),
    sources: [
      {
        key: 'flows/a.log.gz',
        format: 'text',
        records: 67_996,
        malformed: 3,
        noData: 9,
        skipData: 2,
        bytes: 1_400_000,
        etag: 'e1',
      },
    ],
    malformed: [{ source: 'flows/a.log.gz', line: 17, reason: 'column-count', text: "2 - it's \u0000 odd" }],
  };
}
