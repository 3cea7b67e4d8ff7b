// The settings of a deployment as rows of a table: paths, limits and defaults from the schema, meanings from here.
import { z } from 'zod';
import { infraSettingsSchema } from '../../infra/settings-schema.ts';

/** Every setting by its path; a list's entries by `[]`. */
export const SETTING_TEXTS: Readonly<Record<string, string>> = {
  name: 'of the deployment: stacks, functions, alarms and the log bucket are named after it',
  account: 'account to deploy to; else that of the credentials',
  region: 'region to deploy to; else that of the credentials',
  logs: 'where flow logs lie; several clusters may read one',
  'logs[].name': 'as clusters name it',
  'logs[].bucket': 'a bucket of `importedBuckets`; absent: the deployment’s own log bucket',
  'logs[].prefix': 'what its keys begin with: empty, or a folder with `/` at its end',
  'logs[].format': 'fields of objects that have no header line, as the flow log declares them',
  clusters: 'one schedule and one report each',
  'clusters[].name': 'as in `snapshots/<name>/` and `reports/<name>/`',
  'clusters[].logs': 'names of log sources',
  'clusters[].dataplane': 'as `analyze --dataplane`',
  'clusters[].windowHours': 'hours that a report looks back',
  'clusters[].schedule': '`cron(…)` or `rate(…)` of EventBridge Scheduler',
  'clusters[].timezone': 'of the schedule; daylight saving is minded',
  'clusters[].includeSystem': 'as `analyze --include-system`',
  'clusters[].minEvidence': 'as `analyze --min-evidence`',
  'clusters[].maxPolicies': 'as `analyze --max-policies`',
  'clusters[].cidrPrefix': 'as `analyze --cidr-prefix`',
  'notify.emails': 'get news and alarms; each must confirm once',
  'notify.coverageDropPercent': 'fall of coverage, in percentage points, that is news',
  encryption: '`customer-key`: buckets and log groups with the deployment’s own key; `s3-managed`: with keys of AWS',
  importedBuckets: 'log buckets that exist already',
  'importedBuckets[].bucket': 'its name; same region',
  'importedBuckets[].account': 'its owner, where it is not this account',
  'importedBuckets[].keyArn': 'ARN of the key it is encrypted with; its policy must let `<name>-ingest` decrypt',
  'importedBuckets[].notifications': '`add`: put ours beside those it has; `none`: its owner sends events to the queue',
  'delivery.accounts': 'accounts whose flow logs may be delivered to the own log bucket; empty: this one',
  'delivery.regions': 'their regions; empty: this one',
  snapshotWriters: 'a role for each cluster’s exporter',
  'snapshotWriters[].kind': '`irsa` or `pod-identity`',
  'snapshotWriters[].cluster': 'whose folder it may write',
  'snapshotWriters[].providerArn': '`irsa`: ARN of the cluster’s OIDC provider',
  'snapshotWriters[].clusterArn': '`pod-identity`: ARN of the EKS cluster',
  'snapshotWriters[].namespace': 'of the exporter',
  'snapshotWriters[].serviceAccount': 'of the exporter',
  'retentionDays.logs': 'own log bucket',
  'retentionDays.snapshots': 'snapshots; at least the longest window and two days',
  'retentionDays.summaries': 'summaries of log objects; at least the longest window and two days',
  'retentionDays.rollups': 'rolled-up hours; what is gone is made again',
  'retentionDays.runs': 'plans of runs; a redrive needs them',
  'retentionDays.backfills': 'lists and results of backfills',
  'retentionDays.reports': 'reports and policies',
  'retentionDays.accessLogs': 'access logs of buckets and of the API',
  'retentionDays.replaced': 'versions that were overwritten or deleted',
  'retentionDays.functionLogs': 'log groups; rounded up to what CloudWatch offers',
  'functions.*.memoryMB': 'memory; 1,769 MB are one processor',
  'functions.*.timeoutSeconds': 'time; visibility of the queue follows that of `ingest`',
  'functions.*.diskMB': 'size of `/tmp`',
  'functions.*.reservedConcurrency': 'taken from the account’s pool and kept for this function; absent: none',
  'flow.objectsPerBatch': 'log objects that one call of `ingest` gets',
  'flow.gatherSeconds': 'time in which they are gathered',
  'flow.maxReceives': 'tries before an object goes to the dead-letter queue',
  'flow.ingestAtOnce': 'calls of `ingest` from the queue at once',
  'flow.hoursAtOnce': 'hours rolled up at once, each run',
  'flow.backfillAtOnce': 'batches of a backfill at once',
  'flow.backfillObjectsPerBatch': 'objects of one such batch',
  'flow.backfillToleratedPercent': 'objects that may fail before a backfill ends as failed',
  'alarms.noLogsHours': 'time without a log object',
  'alarms.queueAgeSeconds': 'age of the oldest waiting log object',
  'alarms.unattributedPercent': 'records without a known owner',
  'alarms.snapshotAgeHours': 'age of the newest snapshot at the end of the window',
  'alarms.noReportHours': 'time without a report; more than the schedule’s interval',
  'alarms.durationPercent': 'share of its time that a function took',
  api: 'absent: no API',
  'api.authorization.kind': '`iam`: signed requests of principals that may `execute-api:Invoke`; `jwt`: tokens',
  'api.authorization.issuer': '`jwt`: the issuer, `https://…`',
  'api.authorization.audience': '`jwt`: audiences of which a token must have one',
  'api.requestsPerSecond': 'of all callers together',
  'api.burst': 'requests at once above that',
};

export interface SettingRow {
  readonly path: string;
  readonly allowed: string;
  readonly byDefault: string;
  readonly meaning: string;
}

const schemaNode = z.looseObject({
  type: z.string().optional(),
  get properties() {
    return z.record(z.string(), schemaNode).optional();
  },
  get items() {
    return schemaNode.optional();
  },
  get oneOf() {
    return z.array(schemaNode).optional();
  },
  required: z.array(z.string()).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  default: z.unknown().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});
type SchemaNode = z.infer<typeof schemaNode>;

/** In the order of the schema; the functions, which are all alike, as `functions.*`. */
export const settingRows = (): readonly SettingRow[] => {
  const root = schemaNode.parse(z.toJSONSchema(infraSettingsSchema, { io: 'input', unrepresentable: 'any' }));
  const rows = new Map<string, SettingRow>();
  // Entries of lists of texts are said with their list.
  for (const row of rowsOf(root, '').filter(({ path }) => !path.endsWith('[]'))) {
    const present = rows.get(row.path);
    rows.set(row.path, present === undefined ? row : { ...present, allowed: both(present.allowed, row.allowed) });
  }
  return [...rows.values()];
};

/** Kinds of a union have the same setting with another word each. */
const both = (one: string, other: string): string => (one.split(', ').includes(other) ? one : `${one}, ${other}`);

const rowsOf = (node: SchemaNode, path: string): readonly SettingRow[] => {
  const inner = [node, ...(node.oneOf ?? [])].flatMap((variant) =>
    Object.entries(variant.properties ?? {}).flatMap(([name, child]) =>
      rowsOf(child, path === '' ? name : `${path}.${path === 'functions' ? '*' : name}`).map((row) =>
        variant.required?.includes(name) && row.path === (path === '' ? name : `${path}.${name}`)
          ? { ...row, byDefault: variant === node ? 'required' : row.byDefault }
          : row,
      ),
    ),
  );
  const entries = node.items === undefined ? [] : rowsOf(node.items, `${path}[]`);
  const meaning = SETTING_TEXTS[path];
  const own =
    meaning === undefined && inner.length + entries.length > 0 ? [] : [rowOf(node, path, meaning ?? 'MEANING MISSING')];
  return path === '' ? inner : [...own, ...inner, ...entries];
};

const rowOf = (node: SchemaNode, path: string, meaning: string): SettingRow => ({
  path,
  allowed: allowedOf(node),
  // Each function has its own: a table of theirs follows.
  byDefault: node.default === undefined || path.startsWith('functions.') ? '' : textOf(node.default),
  meaning,
});

const allowedOf = (node: SchemaNode): string => {
  if (node.enum !== undefined) return node.enum.map(String).join(', ');
  if (node.const !== undefined) return String(node.const);
  if (node.minimum !== undefined && node.maximum !== undefined)
    return node.maximum === Number.MAX_SAFE_INTEGER ? `${node.minimum} or more` : `${node.minimum} to ${node.maximum}`;
  if (node.type === 'array') return 'list';
  return node.type ?? '';
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
