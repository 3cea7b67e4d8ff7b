// The parts of a report as answers carry them, alike the JSON export `flowfence.report/v1`.
import { z } from '@hono/zod-openapi';
import { EVIDENCE } from '../../connections/connection.ts';

const count = z.number().int().min(0);
const time = z.string().openapi({ description: 'RFC 3339, UTC, whole seconds.', example: '2026-11-01T04:00:00Z' });
const labels = z.record(z.string(), z.string());
const protocol = z.enum(['TCP', 'UDP', 'SCTP']);

export const runName = z.string().openapi({ example: '20261101T040000Z-0123456789abcdef' });

export const endpointSchema = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('workload'),
      namespace: z.string(),
      workloadKind: z.string(),
      name: z.string(),
    }),
    z.object({ kind: z.literal('node'), name: z.string(), address: z.string() }),
    z.object({ kind: z.literal('service'), namespace: z.string(), name: z.string(), address: z.string() }),
    z.object({ kind: z.literal('external'), cidr: z.string() }),
    z.object({
      kind: z.literal('unknown'),
      address: z.string(),
      reason: z.enum(['ambiguous', 'unassigned', 'unseen-pod', 'reserved', 'substituted']),
    }),
  ])
  .openapi('Endpoint');

const directionVerdict = z
  .object({
    isolated: z.boolean(),
    allowed: z.boolean(),
    by: z.array(z.string()).openapi({ description: 'The policies that decided.' }),
    unknown: z.string().optional(),
  })
  .openapi('DirectionVerdict');

const verdictShape = {
  allowed: z.boolean(),
  unknown: z.string().optional().openapi({ description: 'Why nobody can say; `allowed` is false then.' }),
  partial: z.literal(true).optional().openapi({ description: 'Some pods of the workloads are allowed, others not.' }),
  egress: directionVerdict,
  ingress: directionVerdict,
};
export const verdictSchema = z.object(verdictShape).openapi('Verdict');

export const connectionSchema = z
  .object({
    client: endpointSchema,
    server: endpointSchema,
    protocol,
    port: count,
    outcome: z.enum(['established', 'oneway', 'unanswered', 'rejected']),
    evidence: z.enum(EVIDENCE),
    records: count,
    bytes: count,
    packets: count,
    firstSeen: time,
    lastSeen: time,
    kept: z.boolean().openapi({ description: 'Whether the recommended policies keep it.' }),
    leftOut: z.string().optional().openapi({ description: 'Why they do not.' }),
    verdicts: z.object({ current: verdictSchema, recommended: verdictSchema }),
  })
  .openapi('Connection');

export const severitySchema = z.enum(['high', 'medium', 'low', 'info']);

export const findingSchema = z
  .object({
    kind: z.string(),
    severity: severitySchema,
    subject: z.string(),
    message: z.string(),
    evidence: z.record(z.string(), z.unknown()),
  })
  .openapi('Finding');

const variantSchema = z
  .object({
    labels,
    ports: z.array(z.object({ name: z.string().optional(), protocol, port: count })),
    addresses: z.array(z.string()),
    nodes: z.array(z.string()),
    runtimeClass: z.string().optional(),
    serviceAccount: z.string().optional(),
    current: z.boolean(),
  })
  .openapi('PodVariant', { description: 'Pods of the workload that no policy can tell apart.' });

export const workloadSchema = z
  .object({
    id: z.string(),
    namespace: z.string(),
    kind: z.string(),
    name: z.string(),
    labels,
    pods: count,
    hostNetwork: z.boolean(),
    variants: z.array(variantSchema).optional(),
  })
  .openapi('Workload');

export const manifestSchema = z
  .record(z.string(), z.unknown())
  .openapi('Manifest', { description: 'A Kubernetes object as it is written.' });

export const placeSchema = z.object({ source: z.string(), line: z.number().int().optional() });

export const diagnosticSchema = z
  .object({
    code: z.string(),
    level: z.enum(['error', 'warning', 'info']),
    message: z.string(),
    place: placeSchema,
    mend: z.string(),
  })
  .openapi('Diagnostic');

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    diagnostics: z.array(diagnosticSchema).optional(),
  })
  .openapi('Problem', { description: 'RFC 9457.' });

export const windowSchema = z.object({ from: time, to: time });
export { count as countSchema, time as timeSchema };
