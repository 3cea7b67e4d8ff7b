// The settings of a deployment that the functions read: where logs lie, which clusters read them, who hears of news.
import { z } from 'zod';

/** A part of object keys and of names in AWS: short, lower case, nothing that could climb out of a prefix. */
export const nameSchema = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/, 'lower-case letters, digits, dots and dashes, at most 63')
  .regex(/^(?!.*\.\.)/, 'two dots in a row');

/**
 * `bucket` absent: the deployment's own log bucket. `prefix`: empty, or a folder. `format`: the declared fields of objects
 * without a header line.
 */
export const logsSchema = z
  .strictObject({
    name: nameSchema,
    bucket: z.string().min(3).max(63).optional(),
    prefix: z
      .string()
      .max(512)
      .regex(/^$|^[^/].*\/$/, 'empty, or a folder that ends with /'),
    format: z.string().min(1).optional(),
  })
  .readonly();

/** Names and values as `flowfence analyze` takes them; `windowHours` ends at the scheduled hour. */
export const clusterSchema = z
  .strictObject({
    name: nameSchema,
    logs: z.array(nameSchema).min(1).readonly(),
    dataplane: z.string().default('auto'),
    windowHours: z.number().int().min(1).max(2160).default(168),
    schedule: z.string().default('cron(15 2 * * ? *)'),
    timezone: z.string().default('UTC'),
    includeSystem: z.boolean().default(false),
    minEvidence: z.string().default('fan-in'),
    maxPolicies: z.number().int().min(1).optional(),
    cidrPrefix: z.string().optional(),
  })
  .readonly();

/** A coverage that falls by at least this many percentage points against the report before is news. */
export const notifySchema = z
  .strictObject({
    emails: z.array(z.email()).readonly().default([]),
    coverageDropPercent: z.number().min(0).max(100).default(10),
  })
  .readonly();

export const settingsSchema = z.object({
  name: nameSchema.max(32),
  logs: z.array(logsSchema).min(1).readonly(),
  clusters: z.array(clusterSchema).min(1).readonly(),
  notify: notifySchema.default({ emails: [], coverageDropPercent: 10 }),
});

export type LogsSettings = z.infer<typeof logsSchema>;
export type ClusterSettings = z.infer<typeof clusterSchema>;
export type FunctionSettings = z.infer<typeof settingsSchema>;
