// Measures what the bundled functions take under Lambda's runtime client, each on one processor, and writes it where the cost model reads it.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { globSync } from 'tinyglobby';
import { type DeployedFlowfence, functionNamed, outputOf, startFlowfence } from '../aws/flowfence.ts';
import { isKeyOf } from '../aws/runtime/environment.ts';
import type { Measure } from '../aws/runtime/function-host.ts';
import { smallObjects } from '../aws/small-objects.ts';
import { writeBench } from '../generator/bench.ts';
import { RUN_FOLDER } from '../web/run-folder-setup.ts';
import { measureAnalyze } from './aws-volume.ts';
import { median, print } from './print.ts';

export interface AwsBenchOptions {
  readonly out: string;
}

const METHOD = `Method: the functions that the synthesis bundles (with the binding for this machine) run under Lambda's runtime interface
client, each container on one processor (taskset), against an AWS server on loopback. Seconds are processor seconds of the
function's process: they do not change with what else the machine does. Waiting for S3 comes on top; on loopback it says nothing
about AWS. Memory and time limits are those of the templates.`;

const RECORDS = 2_000_000;
const FILES = 16;
/** An hour of 5,000 records a second, the load of the cost model. */
const BUSY_RECORDS = 18_000_000;
const SMALL = 60;
const SAMPLE_FLOWS = fileURLToPath(new URL('../../examples/cluster/flows/', import.meta.url));
const COSTS = fileURLToPath(new URL('../../docs/data/costs.json', import.meta.url));
const WINDOW = { cluster: 'boutique', from: '2026-11-01T00:00:00Z', to: '2026-11-01T00:59:59Z' };
const COMMAND = 'npm run bench -- aws';

export async function benchAws({ out }: AwsBenchOptions): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'flowfence-aws-bench-'));
  process.env[RUN_FOLDER] = root;
  const folder = join(out, `aws-records-${RECORDS}`);
  if (!existsSync(join(folder, 'truth.json'))) {
    mkdirSync(folder, { recursive: true });
    print(`writing ${RECORDS} records to ${folder} (once) …`);
    await writeBench(folder, { records: RECORDS, files: FILES });
  }
  print(METHOD);
  const deployed = await startFlowfence('bench', { wrapper: ['taskset', '-c', '0'] });
  try {
    const figures = {
      ...(await measureIngest(deployed, folder)),
      ...(await measureRun(deployed)),
      ...(await measureWeek(deployed, folder)),
    };
    await measureAnalyze(deployed, WINDOW, RECORDS);
    for (const [name, { value, unit }] of Object.entries(figures)) print(`${name.padEnd(28)} ${value} ${unit}`);
    writeFigures(figures);
  } finally {
    await deployed.close();
    rmSync(root, { recursive: true, force: true });
  }
}

interface Figure {
  readonly value: number;
  readonly unit: string;
  readonly source: string;
}

type Figures = Readonly<Record<string, Figure>>;

function figure(value: number, unit: string, how: string): Figure {
  return { value: Number(value.toPrecision(3)), unit, source: `${COMMAND}: ${how}` };
}

const of = (deployed: DeployedFlowfence, name: string, from = 0): readonly Measure[] =>
  deployed.deployment.host.measures.slice(from).filter(({ functionName }) => functionName === functionNamed(name));
const seconds = (measures: readonly Measure[]) => measures.reduce((sum, one) => sum + one.processorSeconds, 0);

async function measureIngest(deployed: DeployedFlowfence, folder: string): Promise<Figures> {
  const { buckets, deployment } = deployed;
  const requests = countRequests(deployed);
  const small = smallObjects(SAMPLE_FLOWS, SMALL);
  for (const { key, body } of small) await deployed.put(buckets.logs, `AWSLogs/small/${basename(key)}`, body);
  await deployed.drain();
  const smallSeconds = seconds(of(deployed, 'ingest').slice(1)) / (SMALL - firstBatch(SMALL));
  await removeSummaries(deployed);
  requests.clear();

  const from = deployment.host.measures.length;
  const files = globSync('**/*.gz', { cwd: join(folder, 'flows') }).sort();
  for (const path of globSync('**/*.json*', { cwd: join(folder, 'snapshots') })) {
    const key = `snapshots/boutique/${basename(path)}`;
    await deployed.put(buckets.snapshots, key, readFileSync(join(folder, 'snapshots', path)));
  }
  for (const file of files)
    await deployed.put(buckets.logs, `AWSLogs/${basename(file)}`, readFileSync(join(folder, 'flows', file)));
  await deployed.drain();
  const large = seconds(of(deployed, 'ingest', from));
  const { gzip, raw } = sizesOf(files.map((file) => join(folder, 'flows', file)));
  const summaries = await bytesBelow(deployed, 'summaries/');
  const logBytes = median(of(deployed, 'ingest').map(() => 0)) + logBytesPerCall(deployed);
  const how = `${FILES} objects of ${(gzip / FILES / 1e6).toFixed(1)} MB, ${RECORDS} records of 18 fields`;
  return {
    recordsPerProcessorSecond: figure(RECORDS / Math.max(large - FILES * smallSeconds, 0.01), 'records', how),
    ingestSecondsPerObject: figure(smallSeconds, 's, whatever is in it', `${SMALL} objects of a few hundred lines`),
    rawBytesPerRecord: figure(raw / RECORDS, 'bytes', how),
    gzipRatio: figure(raw / gzip, 'raw bytes for one of gzip', how),
    summaryRatio: figure(summaries / gzip, 'bytes of summaries for one of gzip', how),
    readsPerObject: figure(requests.reads() / FILES, 'requests', 'GET and HEAD of the ingest function'),
    writesPerObject: figure(requests.writes() / FILES, 'requests', 'PUT of the ingest function'),
    logBytesPerInvocation: figure(logBytes, 'bytes', 'what the functions wrote to their logs'),
  };
}

/** The first batch meets a cold function. */
const firstBatch = (count: number) => Math.min(10, count);

function countRequests({ cloud }: DeployedFlowfence) {
  const counts = { reads: 0, writes: 0 };
  cloud.gateway.faults = ({ method, accessKey, path }) => {
    if (isKeyOf(functionNamed('ingest'), accessKey) && path !== '/') {
      if (method === 'PUT') counts.writes += 1;
      else counts.reads += 1;
    }
    return undefined;
  };
  return {
    reads: () => counts.reads,
    writes: () => counts.writes,
    clear: () => Object.assign(counts, { reads: 0, writes: 0 }),
  };
}

async function removeSummaries({ buckets, cloud, keys }: DeployedFlowfence): Promise<void> {
  const { DeleteObjectCommand } = await import('@aws-sdk/client-s3');
  for (const [bucket, prefix] of [
    [buckets.data, 'summaries/'],
    [buckets.logs, 'AWSLogs/small/'],
  ] as const) {
    for (const key of await keys(bucket, prefix))
      await cloud.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  }
}

async function bytesBelow({ buckets, keys, get }: DeployedFlowfence, prefix: string): Promise<number> {
  let bytes = 0;
  for (const key of await keys(buckets.data, prefix)) bytes += (await get(buckets.data, key))?.length ?? 0;
  return bytes;
}

function sizesOf(paths: readonly string[]) {
  const gzip = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  const raw = paths.reduce((sum, path) => sum + gunzipSync(readFileSync(path)).length, 0);
  return { gzip, raw };
}

function logBytesPerCall({ deployment: { host } }: DeployedFlowfence): number {
  return host.logs.reduce((sum, line) => sum + Buffer.byteLength(line), 0) / host.measures.length;
}

async function measureRun(deployed: DeployedFlowfence): Promise<Figures> {
  const { host } = deployed.deployment;
  outputOf(await deployed.run('analysis', WINDOW));
  const from = host.measures.length;
  outputOf(await deployed.run('analysis', WINDOW));
  const first = (name: string) => seconds(of(deployed, name).slice(0, 1));
  const again = (name: string) => seconds(of(deployed, name, from));
  const cold = host.measures.filter((one) => one.cold).map(({ initProcessorSeconds }) => initProcessorSeconds);
  const how = `one hour of ${RECORDS} records between 3,000 pods`;
  const busy = BUSY_RECORDS / RECORDS;
  print(
    `not for the cost model: cold start ${Math.max(...cold).toFixed(2)} s, without fetching the code, which Lambda does before`,
  );
  print(`not for the cost model: analyze ${first('analyze').toFixed(2)} s for a window of one hour`);
  return {
    rollupSeconds: figure(
      first('rollup') * busy,
      's for an hour that changed',
      `${how}, times ${busy}: 5,000 records a second`,
    ),
    rollupReusedSeconds: figure(Math.max(again('rollup'), 0.01), 's for an hour that did not', how),
    notifySeconds: figure(first('notify'), 's', how),
  };
}

const WEEK_HOURS = 168;
const SNAPSHOT_MINUTES = 10;

/** Snapshots of a week, one every ten minutes: the same pods under other names of files. */
async function measureWeek(deployed: DeployedFlowfence, folder: string): Promise<Figures> {
  const { deployment, buckets } = deployed;
  const [path = ''] = globSync('**/*.json*', { cwd: join(folder, 'snapshots'), absolute: true });
  const content = readFileSync(path);
  const end = Date.parse('2026-11-01T00:00:00Z');
  const count = (WEEK_HOURS * 60) / SNAPSHOT_MINUTES;
  for (let index = 1; index <= count; index += 1) {
    const stamp = new Date(end - index * SNAPSHOT_MINUTES * 60_000).toISOString().replace(/[-:]|\.000/g, '');
    await deployed.put(buckets.snapshots, `snapshots/boutique/${stamp}.json.gz`, content);
  }
  const from = deployment.host.measures.length;
  const event = { cluster: 'boutique', from: new Date(end - WEEK_HOURS * 3_600_000).toISOString(), to: WINDOW.to };
  const result = await deployment.host.invoke(functionNamed('list-hours'), JSON.stringify(event));
  if (result.kind !== 'returned') throw new Error(`list-hours: ${JSON.stringify(result)}`);
  const [measure] = of(deployed, 'list-hours', from);
  print(`list-hours, ${count} snapshots of 3,000 pods: peak ${Math.round((measure?.peakBytes ?? 0) / 1e6)} MB`);
  const how = `${count} snapshots of 3,000 pods, those of a week`;
  return { listHoursSeconds: figure(measure?.processorSeconds ?? 0, 's', how) };
}

/** Prices, and figures that are not measured here, stay as they are. */
function writeFigures(measured: Figures): void {
  if (!existsSync(COSTS)) return;
  const costs = JSON.parse(readFileSync(COSTS, 'utf8')) as { readonly figures: Figures; readonly prices: unknown };
  const known = Object.keys(costs.figures).map((name) => [name, measured[name] ?? costs.figures[name]]);
  writeFileSync(COSTS, `${JSON.stringify({ ...costs, figures: Object.fromEntries(known) }, null, 2)}\n`);
  print(`written to ${COSTS}`);
}
