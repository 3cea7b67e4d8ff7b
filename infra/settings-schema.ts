// The settings of a deployment: what the functions read, and what only the stacks need.
import { z } from 'zod';
import {
  type settingsSchema as functionSettingsSchema,
  nameSchema,
  settingsSchema,
} from '../functions/shared/settings-schema.ts';
import { checkTogether } from './settings-checks.ts';

const accountSchema = z.string().regex(/^\d{12}$/, 'an account number of 12 digits');
const regionSchema = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region such as eu-central-1');
const keyArnSchema = z
  .string()
  .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/, 'the ARN of a key (not its id or an alias)');

/**
 * A log bucket that exists already. `notifications`: `add` puts this deployment's notification beside those the bucket has;
 * `none` where the owner of the bucket sends its events to the queue.
 */
const importedBucketSchema = z
  .strictObject({
    bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket, 3 to 63 characters'),
    account: accountSchema.optional(),
    keyArn: keyArnSchema.optional(),
    notifications: z.enum(['add', 'none']).default('add'),
  })
  .readonly();

const days = (byDefault: number) => z.number().int().min(1).max(3650).default(byDefault);

/** Days that objects are kept. `replaced`: versions that were overwritten or deleted. */
const retentionDaysSchema = z
  .strictObject({
    logs: days(90),
    snapshots: days(90),
    summaries: days(30),
    rollups: days(90),
    runs: days(7),
    backfills: days(30),
    reports: days(400),
    accessLogs: days(90),
    replaced: days(7),
    functionLogs: days(30),
  })
  .readonly();

const sizeOf = (memoryMB: number, timeoutSeconds: number, diskMB: number) =>
  z
    .strictObject({
      memoryMB: z.number().int().min(256).max(10240).default(memoryMB),
      timeoutSeconds: z.number().int().min(10).max(900).default(timeoutSeconds),
      diskMB: z.number().int().min(512).max(10240).default(diskMB),
      reservedConcurrency: z.number().int().min(1).max(1000).optional(),
    })
    .readonly()
    .prefault({});

/** 1,769 MB are one processor; `diskMB` is the size of /tmp. */
const functionSizesSchema = z
  .strictObject({
    ingest: sizeOf(1769, 180, 4096),
    listHours: sizeOf(3538, 900, 4096),
    rollup: sizeOf(3538, 600, 8192),
    analyze: sizeOf(10240, 900, 10240),
    notify: sizeOf(1769, 300, 1024),
    planBackfill: sizeOf(1769, 900, 1024),
    api: sizeOf(1769, 29, 512),
  })
  .readonly();

/** How much runs at once, and how events are gathered. */
const flowSchema = z
  .strictObject({
    objectsPerBatch: z.number().int().min(1).max(100).default(10),
    gatherSeconds: z.number().int().min(1).max(300).default(30),
    maxReceives: z.number().int().min(5).max(100).default(5),
    ingestAtOnce: z.number().int().min(2).max(1000).default(50),
    hoursAtOnce: z.number().int().min(1).max(1000).default(40),
    backfillAtOnce: z.number().int().min(1).max(1000).default(50),
    backfillObjectsPerBatch: z.number().int().min(1).max(1000).default(20),
    backfillToleratedPercent: z.number().min(0).max(100).default(1),
  })
  .readonly();

const alarmsSchema = z
  .strictObject({
    noLogsHours: z.number().int().min(1).max(168).default(3),
    queueAgeSeconds: z.number().int().min(60).max(86400).default(3600),
    unattributedPercent: z.number().min(1).max(100).default(20),
    snapshotAgeHours: z.number().min(1).max(168).default(2),
    noReportHours: z.number().int().min(1).max(168).default(26),
    durationPercent: z.number().min(10).max(100).default(80),
  })
  .readonly();

const apiSchema = z
  .strictObject({
    authorization: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('iam') }),
        z.strictObject({
          kind: z.literal('jwt'),
          issuer: z.url({ protocol: /^https$/ }),
          audience: z.array(z.string().min(1)).min(1).readonly(),
        }),
      ])
      .default({ kind: 'iam' }),
    requestsPerSecond: z.number().int().min(1).max(10000).default(20),
    burst: z.number().int().min(1).max(5000).default(40),
  })
  .readonly();

/** Who may write the snapshots of one cluster: a service account, by IRSA or by EKS Pod Identity. */
const snapshotWriterSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('irsa'),
    cluster: nameSchema,
    providerArn: z
      .string()
      .regex(/^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/[A-Za-z0-9./-]+$/, 'the ARN of the cluster’s OIDC provider'),
    namespace: z.string().min(1).max(63).default('flowfence'),
    serviceAccount: z.string().min(1).max(253).default('flowfence-snapshot'),
  }),
  z.strictObject({
    kind: z.literal('pod-identity'),
    cluster: nameSchema,
    clusterArn: z
      .string()
      .regex(/^arn:aws[a-z-]*:eks:[a-z0-9-]+:\d{12}:cluster\/[A-Za-z0-9_-]+$/, 'the ARN of the cluster'),
    namespace: z.string().min(1).max(63).default('flowfence'),
    serviceAccount: z.string().min(1).max(253).default('flowfence-snapshot'),
  }),
]);

/** Accounts and regions whose flow logs may be delivered to the own log bucket; empty: the deployment's own. */
const deliverySchema = z
  .strictObject({
    accounts: z.array(accountSchema).readonly().default([]),
    regions: z.array(regionSchema).readonly().default([]),
  })
  .readonly();

/** What `infra/settings.json` holds. */
export const infraSettingsSchema = settingsSchema
  .extend({
    // Part of names of functions and of the log bucket, which have room for no more.
    name: z
      .string()
      .regex(
        /^[a-z][a-z0-9-]{0,28}[a-z0-9]$/,
        'a small letter first, then letters, digits and dashes, 2 to 30 characters',
      ),
    account: accountSchema.optional(),
    region: regionSchema.optional(),
    encryption: z.enum(['customer-key', 's3-managed']).default('customer-key'),
    importedBuckets: z.array(importedBucketSchema).readonly().default([]),
    delivery: deliverySchema.prefault({}),
    snapshotWriters: z.array(snapshotWriterSchema).readonly().default([]),
    retentionDays: retentionDaysSchema.prefault({}),
    functions: functionSizesSchema.prefault({}),
    flow: flowSchema.prefault({}),
    alarms: alarmsSchema.prefault({}),
    api: apiSchema.optional(),
  })
  .strict()
  .superRefine(checkTogether);

export type InfraSettings = z.infer<typeof infraSettingsSchema>;
export type FunctionSettings = z.infer<typeof functionSettingsSchema>;
export type ImportedBucket = z.infer<typeof importedBucketSchema>;
export type SnapshotWriter = z.infer<typeof snapshotWriterSchema>;
export type FunctionSize = InfraSettings['functions']['ingest'];
export type ApiSettings = z.infer<typeof apiSchema>;

/** The part that the functions carry in their bundle: a change of anything else leaves their code as it is. */
export const functionSettings = (settings: InfraSettings): FunctionSettings => settingsSchema.parse(settings);
