// The JSON export `flowfence.report/v1` as the contract states it, written from the contract and not from lib.
import { z } from 'zod';

const time = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
const count = z.number().int().nonnegative();
const labels = z.record(z.string(), z.string());

const endpoint = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('workload'), namespace: z.string(), workloadKind: z.string(), name: z.string() }),
  z.looseObject({ kind: z.literal('node'), name: z.string() }),
  z.looseObject({ kind: z.literal('service'), namespace: z.string(), name: z.string() }),
  z.looseObject({ kind: z.literal('external'), cidr: z.string().regex(/^[0-9a-f.:]+\/\d{1,3}$/) }),
  z.looseObject({ kind: z.literal('unknown') }),
]);

const side = z.looseObject({
  isolated: z.boolean(),
  allowed: z.boolean(),
  by: z.array(z.string().regex(/^[^/]+\/[^/]+$/)),
});
const verdict = z.looseObject({ allowed: z.boolean(), egress: side, ingress: side });

const connection = z.looseObject({
  client: endpoint,
  server: endpoint,
  protocol: z.enum(['TCP', 'UDP', 'SCTP']),
  port: z.number().int().min(0).max(65_535),
  outcome: z.enum(['established', 'oneway', 'unanswered', 'rejected']),
  evidence: z.string().min(1),
  records: count,
  bytes: count,
  packets: count,
  firstSeen: time,
  lastSeen: time,
  verdicts: z.looseObject({ current: verdict, recommended: verdict }),
});

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

export const EXPORT_SCHEMA = z.looseObject({
  schema: z.literal('flowfence.report/v1'),
  cluster: z.string(),
  dataplane: z.string(),
  window: z.looseObject({ from: time, to: time }),
  inputs: z.looseObject({ objects: count, records: count, malformed: count, noData: count, skipData: count }),
  coverage: z.looseObject({}),
  workloads: z.array(
    z.looseObject({
      id: z.string(),
      namespace: z.string(),
      kind: z.string(),
      name: z.string(),
      labels,
      pods: count,
      hostNetwork: z.boolean(),
    }),
  ),
  connections: z.array(connection),
  policies: z.looseObject({ current: z.array(manifest), recommended: z.array(manifest) }),
  findings: z.array(
    z.looseObject({
      kind: z.string(),
      severity: z.enum(['high', 'medium', 'low', 'info']),
      subject: z.string(),
      message: z.string(),
      evidence: z.record(z.string(), z.unknown()),
    }),
  ),
});
