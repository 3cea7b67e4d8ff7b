// What each route answers with, around the parts of a report.
import { z } from '@hono/zod-openapi';
import { REPORT_FILES } from '../../report/report-store.ts';
import { VERDICT_CLASSES } from '../../report/verdict-class.ts';
import {
  connectionSchema,
  countSchema,
  findingSchema,
  manifestSchema,
  runName,
  severitySchema,
  timeSchema,
  windowSchema,
  workloadSchema,
} from './report.ts';

export const clustersAnswer = z
  .object({ clusters: z.array(z.object({ cluster: z.string(), latest: runName.optional() })) })
  .openapi('Clusters');

const next = z.string().optional().openapi({ description: 'The `cursor` of the next page; absent on the last.' });

export const reportsAnswer = z
  .object({
    cluster: z.string(),
    latest: runName.optional(),
    reports: z.array(z.object({ run: runName, to: timeSchema })).openapi({ description: 'Newest first.' }),
    next,
  })
  .openapi('Reports');

/** A page of a listing of one run. `total` counts all that the filter leaves. */
function listing<T extends z.ZodType>(name: string, item: T, order: string) {
  return z
    .object({ run: runName, total: countSchema, items: z.array(item).openapi({ description: order }), next })
    .openapi(name);
}

export const connectionsAnswer = listing(
  'Connections',
  connectionSchema,
  'By client, server, protocol, port, as the export has them.',
);
export const findingsAnswer = listing('Findings', findingSchema, 'The gravest first.');
export const workloadsAnswer = listing('Workloads', workloadSchema, 'By namespace, kind and name.');
export const policiesAnswer = listing(
  'Policies',
  z.object({ namespace: z.string().optional(), name: z.string(), manifest: manifestSchema }),
  'As the export has them: recommended by namespace and name, current as they were read.',
);

/** The first of a list that may be long, and how many there are. */
function firstOf<T extends z.ZodType>(item: T) {
  return z.object({ total: countSchema, first: z.array(item) });
}

const byClass = z.object(Object.fromEntries(VERDICT_CLASSES.map((name) => [name, countSchema])));

export const summaryAnswer = z
  .object({
    cluster: z.string(),
    run: runName,
    dataplane: z.string(),
    window: windowSchema,
    inputs: z.record(z.string(), countSchema),
    coverage: z.object({
      attributed: countSchema,
      unattributed: z.array(z.object({ reason: z.string(), records: countSchema })),
      sameNode: z.object({ pairs: countSchema, alwaysTogether: countSchema }),
      gaps: firstOf(windowSchema),
      skipped: firstOf(z.object({ interface: z.string(), from: timeSchema, to: timeSchema, rows: countSchema })),
      otherProtocols: z.array(z.object({ protocol: countSchema, records: countSchema, bytes: countSchema })),
      snapshots: z.object({ first: z.string(), last: z.string(), longestGapSeconds: z.number() }),
    }),
    counts: z.object({
      workloads: countSchema,
      connections: countSchema,
      current: byClass,
      recommended: byClass,
      policies: z.object({ current: countSchema, recommended: countSchema }),
      findings: z.record(severitySchema, countSchema),
    }),
    verification: z
      .record(z.string(), countSchema)
      .openapi({ description: 'The proof of the recommended policies, in counts.' }),
  })
  .openapi('Summary');

export const linksAnswer = z
  .object({
    cluster: z.string(),
    run: runName,
    links: z
      .array(z.object({ file: z.enum(REPORT_FILES), url: z.string(), expires: timeSchema }))
      .openapi({ description: 'None where the server has no files to link to.' }),
  })
  .openapi('Links');
