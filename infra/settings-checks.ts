// What must hold between the settings: names that are used exist, prefixes do not overlap, what is read is kept long enough.
import type { z } from 'zod';
import type { ClusterSettings, LogsSettings } from '../functions/shared/settings-schema.ts';
import { visibilitySeconds } from './visibility.ts';

type Path = readonly (string | number)[];
type Report = (path: Path, message: string) => void;

interface Sized {
  readonly timeoutSeconds: number;
  readonly reservedConcurrency?: number | undefined;
}

/** The settings as far as these checks look at them. */
interface Checked {
  readonly logs: readonly LogsSettings[];
  readonly clusters: readonly ClusterSettings[];
  readonly importedBuckets: readonly { readonly bucket: string }[];
  readonly snapshotWriters: readonly { readonly cluster: string }[];
  readonly functions: Readonly<Record<'ingest' | 'rollup', Sized>>;
  readonly flow: Readonly<Record<'gatherSeconds' | 'ingestAtOnce' | 'backfillAtOnce' | 'hoursAtOnce', number>>;
  readonly alarms: { readonly queueAgeSeconds: number };
  readonly retentionDays: Readonly<Record<'summaries' | 'rollups' | 'snapshots' | 'runs', number>>;
}

const HOURS_PER_DAY = 24;
/** Summaries and snapshots of just before a window are read with it. */
const MARGIN_DAYS = 2;

export const checkTogether = (settings: Checked, context: z.RefinementCtx): void => {
  const report: Report = (path, message) => context.addIssue({ code: 'custom', path: [...path], message });
  checkUnique(settings.logs, 'logs', 'name', report);
  checkUnique(settings.clusters, 'clusters', 'name', report);
  checkUnique(settings.importedBuckets, 'importedBuckets', 'bucket', report);
  checkUnique(settings.snapshotWriters, 'snapshotWriters', 'cluster', report);
  checkReferences(settings, report);
  checkPrefixes(settings.logs, report);
  checkSchedules(settings.clusters, report);
  checkRetention(settings, report);
  checkReservations(settings, report);
  checkQueueAge(settings, report);
};

const checkUnique = <Key extends string>(
  entries: readonly Readonly<Record<Key, string>>[],
  list: string,
  key: Key,
  report: Report,
): void => {
  const seen = new Set<string>();
  entries.forEach((entry, index) => {
    const value = entry[key];
    if (seen.has(value)) report([list, index, key], `${value} stands here twice: give each entry a ${key} of its own`);
    seen.add(value);
  });
};

const checkReferences = (settings: Checked, report: Report): void => {
  const logs = new Set(settings.logs.map(({ name }) => name));
  const clusters = new Set(settings.clusters.map(({ name }) => name));
  const buckets = new Set(settings.importedBuckets.map(({ bucket }) => bucket));
  const used = new Set(settings.logs.map(({ bucket }) => bucket));
  settings.clusters.forEach((cluster, index) => {
    cluster.logs.forEach((name, at) => {
      if (!logs.has(name))
        report(['clusters', index, 'logs', at], `no entry of logs has the name ${name}: add it or mend the name`);
    });
  });
  settings.snapshotWriters.forEach(({ cluster }, index) => {
    if (!clusters.has(cluster))
      report(['snapshotWriters', index, 'cluster'], `no entry of clusters has the name ${cluster}`);
  });
  settings.logs.forEach(({ bucket }, index) => {
    if (bucket !== undefined && !buckets.has(bucket))
      report(['logs', index, 'bucket'], `${bucket} is not in importedBuckets: add {"bucket": "${bucket}"} there`);
  });
  settings.importedBuckets.forEach(({ bucket }, index) => {
    if (!used.has(bucket))
      report(['importedBuckets', index, 'bucket'], `no entry of logs reads ${bucket}: remove it or name it in logs`);
  });
};

/** S3 refuses two notifications of one event whose prefixes overlap; and an object belongs to one log source. */
const checkPrefixes = (logs: readonly LogsSettings[], report: Report): void => {
  logs.forEach((later, index) => {
    const path = ['logs', index, 'prefix'];
    if (!/^[A-Za-z0-9!_.()=/-]*$/.test(later.prefix) || later.prefix.startsWith('/'))
      report(
        path,
        `${JSON.stringify(later.prefix)} cannot be a prefix: letters, digits and !-_.()=/ only, without a leading slash`,
      );
    const earlier = logs
      .slice(0, index)
      .find(
        (other) =>
          other.bucket === later.bucket &&
          (other.prefix.startsWith(later.prefix) || later.prefix.startsWith(other.prefix)),
      );
    if (earlier !== undefined)
      report(path, `overlaps the prefix of ${earlier.name} in the same bucket: make them one entry or apart`);
  });
};

const checkSchedules = (clusters: readonly ClusterSettings[], report: Report): void => {
  clusters.forEach((cluster, index) => {
    if (!/^(cron\(\S+( \S+){5}\)|rate\(\d+ (minutes?|hours?|days?)\))$/.test(cluster.schedule))
      report(
        ['clusters', index, 'schedule'],
        `${cluster.schedule} is no schedule: write cron(15 2 * * ? *) or rate(1 day)`,
      );
    if (!isTimezone(cluster.timezone))
      report(
        ['clusters', index, 'timezone'],
        `${cluster.timezone} is no time zone: write one such as Europe/Berlin or UTC`,
      );
  });
};

const isTimezone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const checkRetention = (settings: Checked, report: Report): void => {
  const longest = Math.max(...settings.clusters.map(({ windowHours }) => windowHours));
  const needed = Math.ceil(longest / HOURS_PER_DAY) + MARGIN_DAYS;
  for (const what of ['summaries', 'snapshots'] as const)
    if (settings.retentionDays[what] < needed)
      report(
        ['retentionDays', what],
        `a window of ${longest} hours needs at least ${needed} days: keep them longer or shorten windowHours`,
      );
};

/** Calls beyond a reservation are refused, and a refused batch of the queue has used up one of its tries. */
const checkReservations = ({ functions, flow }: Checked, report: Report): void => {
  const needed = {
    ingest: ['ingestAtOnce and backfillAtOnce together', flow.ingestAtOnce + flow.backfillAtOnce],
    rollup: ['hoursAtOnce', flow.hoursAtOnce],
  } as const;
  for (const name of ['ingest', 'rollup'] as const) {
    const [what, least] = needed[name];
    const reserved = functions[name].reservedConcurrency;
    if (reserved !== undefined && reserved < least)
      report(
        ['functions', name, 'reservedConcurrency'],
        `${reserved} is less than the ${least} of ${what}: reserve more, lower those, or reserve nothing`,
      );
  }
};

/** "If a message is received three or more times", its age is not measured any more (Amazon SQS, CloudWatch metrics). */
const TRIES_MEASURED = 2;

/** Else the alarm would go off for one object that is tried again, not for objects that wait. */
const checkQueueAge = ({ functions, flow, alarms }: Checked, report: Report): void => {
  const least = TRIES_MEASURED * visibilitySeconds({ functions, flow });
  if (alarms.queueAgeSeconds <= least)
    report(
      ['alarms', 'queueAgeSeconds'],
      `a message that fails twice is out of sight for ${least} s: more than that, or a shorter functions.ingest.timeoutSeconds`,
    );
};
