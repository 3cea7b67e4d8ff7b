// The shape of a report that the page accepts: the export `flowfence.report/v1`, checked, since a file may come from anyone.
import * as z from 'zod/mini';
import { EVIDENCE } from '../../connections/connection.ts';
import { REPORT_SCHEMA, type ReportDocument } from '../../report/document.ts';

// The page forbids making code from text, which zod would do for speed.
z.config({ jitless: true });

const text = z.string();
const count = z.number();
const flag = z.boolean();
const labels = z.record(text, text);
const list = <T extends z.core.SomeType>(item: T) => z.array(item);
const protocol = z.enum(['TCP', 'UDP', 'SCTP']);

const endpoint = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('workload'), namespace: text, workloadKind: text, name: text }),
  z.object({ kind: z.literal('node'), name: text, address: text }),
  z.object({ kind: z.literal('service'), namespace: text, name: text, address: text }),
  z.object({ kind: z.literal('external'), cidr: text }),
  z.object({
    kind: z.literal('unknown'),
    address: text,
    reason: z.enum(['ambiguous', 'unassigned', 'unseen-pod', 'reserved', 'substituted']),
  }),
]);

const direction = z.object({ isolated: flag, allowed: flag, by: list(text), unknown: z.exactOptional(text) });
const verdict = z.object({
  allowed: flag,
  unknown: z.exactOptional(text),
  partial: z.exactOptional(z.literal(true)),
  egress: direction,
  ingress: direction,
});

const connection = z.object({
  client: endpoint,
  server: endpoint,
  protocol,
  port: count,
  outcome: z.enum(['established', 'oneway', 'unanswered', 'rejected']),
  evidence: z.enum(EVIDENCE),
  records: count,
  bytes: count,
  packets: count,
  firstSeen: text,
  lastSeen: text,
  kept: flag,
  leftOut: z.exactOptional(text),
  verdicts: z.object({ current: verdict, recommended: verdict }),
});

const variant = z.object({
  labels,
  ports: list(z.object({ name: z.exactOptional(text), protocol, port: count })),
  addresses: list(text),
  nodes: list(text),
  runtimeClass: z.exactOptional(text),
  serviceAccount: z.exactOptional(text),
  current: flag,
});

const workload = z.object({
  id: text,
  namespace: text,
  kind: text,
  name: text,
  labels,
  pods: count,
  hostNetwork: flag,
  variants: z.exactOptional(list(variant)),
});

const coverage = z.object({
  attributed: count,
  unattributed: list(z.object({ reason: text, records: count })),
  sameNode: z.object({
    pairs: count,
    alwaysTogether: count,
    blind: list(z.object({ left: text, right: text, share: count, always: flag })),
  }),
  gaps: list(z.object({ from: text, to: text })),
  skipped: list(z.object({ interface: text, from: text, to: text, rows: count })),
  otherProtocols: list(z.object({ protocol: count, records: count, bytes: count })),
  snapshots: z.object({ first: text, last: text, longestGapSeconds: count }),
});

const manifest = z.record(text, z.unknown());

export const reportSchema: z.ZodMiniType<ReportDocument> = z.object({
  schema: z.literal(REPORT_SCHEMA),
  cluster: text,
  dataplane: text,
  window: z.object({ from: text, to: text }),
  inputs: z.object({
    objects: count,
    records: count,
    malformed: count,
    noData: count,
    skipData: count,
    snapshots: count,
    policies: count,
  }),
  coverage,
  workloads: list(workload),
  namespaces: z.exactOptional(list(z.object({ name: text, labels }))),
  services: z.exactOptional(
    list(
      z.object({
        namespace: text,
        name: text,
        addresses: list(text),
        externalAddresses: z.exactOptional(list(text)),
        selector: z.exactOptional(labels),
        ports: list(z.object({ protocol, port: count, targetPort: z.union([count, text]) })),
        endpoints: z.exactOptional(list(z.object({ protocol, port: count, addresses: list(text) }))),
      }),
    ),
  ),
  nodes: z.exactOptional(
    list(
      z.object({
        names: list(text),
        kinds: list(z.enum(['virtual', 'fargate', 'hybrid', 'exclusive-eni'])),
        kubelet: z.exactOptional(text),
        kernel: z.exactOptional(text),
        osImage: z.exactOptional(text),
        system: z.exactOptional(text),
      }),
    ),
  ),
  connections: list(connection),
  policies: z.object({ current: list(manifest), recommended: list(manifest) }),
  ruleUsage: list(
    z.object({
      policy: text,
      direction: z.enum(['ingress', 'egress']),
      rule: count,
      peer: text,
      ports: text,
      connections: list(text),
      purpose: z.enum(['observed', 'dns', 'default-deny', 'health-check']),
    }),
  ),
  verification: z.object({
    kept: count,
    keptAllowed: count,
    rules: count,
    rulesNeeded: count,
    allowedBeyondObserved: count,
    beyond: list(text),
  }),
  findings: list(
    z.object({
      kind: text,
      severity: z.enum(['high', 'medium', 'low', 'info']),
      subject: text,
      message: text,
      evidence: manifest,
    }),
  ),
});
