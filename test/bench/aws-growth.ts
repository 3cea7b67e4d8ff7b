// Growth on paper: 100 clusters and 10 TB of logs a day, from the figures that `npm run bench -- aws` measured and the list prices.
import { fixedBill, ingestBill, ingestSeconds, readCosts, toModel, total } from '../docs/cost-model.ts';
import { print } from './print.ts';

const CLUSTERS = 100;
const RAW_BYTES_A_DAY = 10e12;
/** Gzip, as a flow log of a busy VPC writes them; it may write up to 75 MB. */
const OBJECT_BYTES = 5e6;
const SECONDS_PER_DAY = 86_400;
const HOURS_PER_DAY = 24;
const WINDOW_HOURS = 168;
/** The settings' defaults. */
const HOURS_AT_ONCE = 40;
const OBJECTS_PER_BATCH = 10;
const GATHER_SECONDS = 30;

export function benchGrowth(): void {
  const model = toModel(readCosts());
  const { figure } = model;
  const records = RAW_BYTES_A_DAY / figure('rawBytesPerRecord');
  const objects = RAW_BYTES_A_DAY / figure('gzipRatio') / OBJECT_BYTES;
  const ofIngest = ingestSeconds(model, records, objects);
  const changed = HOURS_PER_DAY * figure('rollupSeconds');
  const reused = (WINDOW_HOURS - HOURS_PER_DAY) * figure('rollupReusedSeconds');
  const ends = figure('listHoursSeconds') + figure('analyzeSeconds') + figure('notifySeconds');
  const runSeconds = changed + reused + ends;
  const invocations = objects / OBJECTS_PER_BATCH + CLUSTERS * (WINDOW_HOURS + 3);
  const requests = objects * (figure('readsPerObject') + figure('writesPerObject'));
  const bill = [...ingestBill(model, RAW_BYTES_A_DAY, objects), ...scaled(fixedBill(model))];

  print(
    `${CLUSTERS} clusters, ${RAW_BYTES_A_DAY / 1e12} TB of raw logs a day, objects of ${OBJECT_BYTES / 1e6} MB; figures of docs/data/costs.json`,
  );
  line('records a day', records);
  line('objects a day', objects);
  line('Lambda seconds a day: ingest', ofIngest);
  line('Lambda seconds a day: reports', CLUSTERS * runSeconds);
  line('functions at once, on average', (ofIngest + CLUSTERS * runSeconds) / SECONDS_PER_DAY);
  line('Lambda calls a day', invocations);
  line('S3 requests of ingest a day', requests);
  for (const [cause, dollars] of bill) line(`$ a day: ${cause}`, dollars);
  line('$ a day in all', total(bill));
  const batch = (OBJECTS_PER_BATCH * ofIngest) / objects;
  line('longest path: object to summary, s', GATHER_SECONDS + figure('coldStartSeconds') + batch);
  const rounds = Math.ceil(WINDOW_HOURS / HOURS_AT_ONCE);
  const hours = rounds * figure('rollupReusedSeconds') + figure('rollupSeconds');
  line('longest path: schedule to report, s', 4 * figure('coldStartSeconds') + ends + hours);
}

const scaled = (bill: ReturnType<typeof fixedBill>): ReturnType<typeof fixedBill> =>
  bill.map(([cause, dollars]) => [cause, SHARED.includes(cause) ? dollars : CLUSTERS * dollars]);

/** One for the deployment, however many clusters it has. */
const SHARED = ['waiting for messages', 'alarms', 'key'];

function line(name: string, value: number): void {
  const digits = value >= 100 ? 0 : 2;
  print(`  ${name.padEnd(44)} ${value.toLocaleString('en-US', { maximumFractionDigits: digits }).padStart(16)}`);
}
