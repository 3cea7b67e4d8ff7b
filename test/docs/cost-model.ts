// What a deployment costs, from measured figures and list prices: plain arithmetic, so that a reader can do it again.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { infraSettingsSchema } from '../../infra/settings-schema.ts';
import { ROOT } from './markdown.ts';

const figureSchema = z.object({ value: z.number().positive(), unit: z.string(), source: z.string() });
const priceSchema = z.object({ value: z.number().positive(), of: z.string() });
const figureNames = [
  'recordsPerProcessorSecond',
  'ingestSecondsPerObject',
  'rawBytesPerRecord',
  'gzipRatio',
  'summaryRatio',
  'readsPerObject',
  'writesPerObject',
  'coldStartSeconds',
  'listHoursSeconds',
  'rollupSeconds',
  'rollupReusedSeconds',
  'analyzeSeconds',
  'notifySeconds',
  'logBytesPerInvocation',
] as const;
const priceNames = [
  'lambdaGBSecond',
  'lambdaRequest',
  'diskGBSecond',
  's3Write',
  's3Read',
  's3GBMonth',
  'sqsRequest',
  'logsGB',
  'alarmMonth',
  'metricMonth',
  'keyMonth',
  'transition',
  'athenaTB',
  'deliveryGB',
] as const;

/** `docs/data/costs.json`. */
export const costsSchema = z.strictObject({
  figures: z.record(z.enum(figureNames), figureSchema),
  prices: z.record(z.enum(priceNames), priceSchema),
});
export type Costs = z.infer<typeof costsSchema>;
export const readCosts = (): Costs =>
  costsSchema.parse(JSON.parse(readFileSync(join(ROOT, 'docs/data/costs.json'), 'utf8')));

type Figure = (typeof figureNames)[number];
type Price = (typeof priceNames)[number];

/** A cost by what causes it, in dollars. */
export type Bill = readonly (readonly [cause: string, dollars: number])[];

export const total = (bill: Bill): number => bill.reduce((sum, [, dollars]) => sum + dollars, 0);

const BYTES_PER_TB = 1e12;
const BYTES_PER_GB = 1e9;
const BYTES_PER_MB = 1e6;
const MB_PER_GB = 1024;
const SECONDS_PER_DAY = 86_400;
const DAYS_PER_MONTH = 30;
const BATCH = 10;

/** Settings where nothing but names is said. */
export const DEFAULTS = infraSettingsSchema.parse({
  name: 'any',
  logs: [{ name: 'vpc', prefix: '' }],
  clusters: [{ name: 'any', logs: ['vpc'] }],
});

export interface Model {
  readonly figure: (name: Figure) => number;
  readonly price: (name: Price) => number;
}

export const toModel = ({ figures, prices }: Costs): Model => ({
  figure: (name) => figures[name].value,
  price: (name) => prices[name].value,
});

/** 512 MB of `/tmp` are free. */
const FREE_DISK_MB = 512;

const seconds = ({ price }: Model, name: keyof typeof DEFAULTS.functions, runSeconds: number): number => {
  const { memoryMB, diskMB } = DEFAULTS.functions[name];
  const memory = (memoryMB / MB_PER_GB) * price('lambdaGBSecond');
  const disk = ((diskMB - FREE_DISK_MB) / MB_PER_GB) * price('diskGBSecond');
  return (memory + disk) * runSeconds;
};

/** Of one processor: the records, and what each object takes whatever is in it. */
export const ingestSeconds = ({ figure }: Model, records: number, objects: number): number =>
  records / figure('recordsPerProcessorSecond') + objects * figure('ingestSecondsPerObject');

/** Reading of one TB of raw records once, in objects of `objectMB` (gzip). */
export const ingestBill = (model: Model, rawBytes: number, objects: number): Bill => {
  const { figure, price } = model;
  const records = rawBytes / figure('rawBytesPerRecord');
  const gzipBytes = rawBytes / figure('gzipRatio');
  const keptDays = DEFAULTS.retentionDays.summaries;
  const invocations = objects / BATCH;
  const summaryGB = (gzipBytes * figure('summaryRatio')) / BYTES_PER_GB;
  return [
    ['Lambda', seconds(model, 'ingest', ingestSeconds(model, records, objects)) + invocations * price('lambdaRequest')],
    [
      'S3 requests',
      objects * (figure('writesPerObject') * price('s3Write') + (figure('readsPerObject') + 1) * price('s3Read')),
    ],
    // Sent by S3 one by one, received and deleted in batches.
    ['SQS', objects * (1 + 2 / BATCH) * price('sqsRequest')],
    ['logs', (invocations * figure('logBytesPerInvocation') * price('logsGB')) / BYTES_PER_GB],
    [`summaries kept ${keptDays} days`, (summaryGB * price('s3GBMonth') * keptDays) / DAYS_PER_MONTH],
  ];
};

export const billOfTB = (model: Model, objectMB: number): Bill =>
  ingestBill(model, BYTES_PER_TB, objectsOf(model, BYTES_PER_TB, objectMB));

const objectsOf = ({ figure }: Model, rawBytes: number, objectMB: number): number =>
  rawBytes / figure('gzipRatio') / (objectMB * BYTES_PER_MB);

export const athenaScan = ({ figure, price }: Model, rawBytes: number): number =>
  (rawBytes / figure('gzipRatio') / BYTES_PER_TB) * price('athenaTB');

export const delivery = ({ price }: Model, rawBytes: number): number => (rawBytes / BYTES_PER_GB) * price('deliveryGB');

export interface Load {
  readonly recordsPerSecond: number;
  readonly filesPerWindow: number;
}

const WINDOWS_PER_DAY = 288;
const HOURS_IN_WINDOW = 168;
const HOURS_PER_DAY = 24;
/** A child of a map starts, calls, ends; and the states around the map. */
const TRANSITIONS = 3 * HOURS_IN_WINDOW + 10;
const ALARMS = 21;
const METRICS = 24;
/** Five pollers that wait twenty seconds each, though nothing is there. */
const EMPTY_RECEIVES = (5 * SECONDS_PER_DAY) / 20;

export const rawBytesOfDay = ({ figure }: Model, { recordsPerSecond }: Load): number =>
  recordsPerSecond * SECONDS_PER_DAY * figure('rawBytesPerRecord');

/** What one cluster costs a day with one report of seven days, whatever its volume. */
export const fixedBill = (model: Model): Bill => {
  const { figure, price } = model;
  const reused = HOURS_IN_WINDOW - HOURS_PER_DAY;
  const rollupSeconds = HOURS_PER_DAY * figure('rollupSeconds') + reused * figure('rollupReusedSeconds');
  const cold = figure('coldStartSeconds');
  return [
    ['rollups', seconds(model, 'rollup', rollupSeconds)],
    [
      'list-hours, analyze, notify',
      seconds(model, 'listHours', figure('listHoursSeconds') + cold) +
        seconds(model, 'analyze', figure('analyzeSeconds') + cold) +
        seconds(model, 'notify', figure('notifySeconds') + cold),
    ],
    ['Step Functions', TRANSITIONS * price('transition')],
    ['waiting for messages', EMPTY_RECEIVES * price('sqsRequest')],
    ['alarms', (ALARMS * price('alarmMonth')) / DAYS_PER_MONTH],
    ['metrics', (METRICS * price('metricMonth')) / DAYS_PER_MONTH],
    ['key', price('keyMonth') / DAYS_PER_MONTH],
  ];
};

export const ingestOfDay = (model: Model, load: Load): Bill =>
  ingestBill(model, rawBytesOfDay(model, load), WINDOWS_PER_DAY * load.filesPerWindow);

const WINDOW_DAYS = 7;

/** A report of seven days by scanning them all, every day. */
export const athenaDay = (model: Model, load: Load): number =>
  WINDOW_DAYS * athenaScan(model, rawBytesOfDay(model, load));

export const flowfenceDay = (model: Model, load: Load): number =>
  total(fixedBill(model)) + total(ingestOfDay(model, load));

/** Records a second from which a day costs less than the scans; undefined where it never does. */
export const breakEven = (model: Model, filesPerWindow: number): number | undefined => {
  const at = (recordsPerSecond: number): Load => ({ recordsPerSecond, filesPerWindow });
  const gain = (recordsPerSecond: number): number =>
    athenaDay(model, at(recordsPerSecond)) - flowfenceDay(model, at(recordsPerSecond));
  const slope = gain(1) - gain(0);
  return slope <= 0 ? undefined : Math.max(0, -gain(0) / slope);
};
