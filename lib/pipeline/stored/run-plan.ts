// The plan of a run: everything one analysis is made from, by name and version, so that each step can be repeated.
import { z } from 'zod';
import { EVIDENCE } from '../../connections/connection.ts';
import { isStoredName, parseSummaryName } from './keys.ts';

export const PLAN_SCHEMA = 'flowfence.plan/v1';

/** Bump when the same plan gives another report: it then is another run, beside the one that is there. */
export const REPORT_VERSION = 1;

const name = z.string().refine(isStoredName, 'lower-case letters, digits, dots and dashes, at most 63');
const seconds = z.int().nonnegative();
const hour = z.int().nonnegative();

/** Options of an analysis, as `flowfence analyze` takes them. */
export const clusterOptionsSchema = z
  .object({
    dataplane: z.string().default('auto'),
    includeSystem: z.boolean().default(false),
    minEvidence: z.enum(EVIDENCE).default('fan-in'),
    maxPolicies: z.int().min(1).optional(),
    /** `24`, or `24,64` for IPv4 and IPv6. */
    cidrPrefix: z.string().optional(),
  })
  .readonly();

/** A cluster and the log sources that hold its traffic. */
export const clusterRequestSchema = z
  .object({ name, logs: z.array(name).min(1).readonly(), options: clusterOptionsSchema })
  .readonly();

const summaryNames = z.array(z.string().refine((text) => parseSummaryName(text) !== undefined, 'is no summary'));

export const planSchema = z
  .object({
    schema: z.literal(PLAN_SCHEMA),
    version: z.literal(REPORT_VERSION),
    cluster: clusterRequestSchema,
    /** Both ends belong to the window. */
    fromSeconds: seconds,
    toSeconds: seconds,
    /** By key. */
    snapshots: z.array(z.object({ key: z.string(), etag: z.string() }).readonly()).readonly(),
    /** By log source and name: those that the window and its liveness need. */
    summaries: z.array(z.object({ logs: name, names: summaryNames.readonly() }).readonly()).readonly(),
    /** Ascending. `livenessFrom`: the hour from which on traffic proves presumed owners; absent where there are none. */
    hours: z
      .array(
        z.object({ hour, fingerprint: z.string().regex(/^[0-9a-f]{32}$/), livenessFrom: hour.optional() }).readonly(),
      )
      .readonly(),
  })
  .readonly();

export type ClusterRequest = z.infer<typeof clusterRequestSchema>;
export type RunPlan = z.infer<typeof planSchema>;
export type PlannedHour = RunPlan['hours'][number];

/** The same plan, the same bytes: the name of the run is made from them. */
export function formatPlan(plan: RunPlan): string {
  return `${JSON.stringify(planSchema.parse(plan))}\n`;
}
