// The data path with a real database: objects are written, ingested and rolled up; what comes out is put in short words.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { withLocalTools } from '../../lib/adapters/local-tools.ts';
import type { Connection, Endpoint } from '../../lib/connections/connection.ts';
import type { AnalyzeTools } from '../../lib/pipeline/analyze.ts';
import { writeIdentityFiles } from '../../lib/pipeline/identity-files.ts';
import { ingestAll, readSummaries, type Summary } from '../../lib/pipeline/ingest-all.ts';
import { listObjects } from '../../lib/pipeline/read-cluster.ts';
import { rollUpWindow } from '../../lib/pipeline/roll-up-window.ts';
import { readWindow, type WindowFacts } from '../../lib/pipeline/window.ts';
import type { Snapshot } from '../../lib/sources/kubernetes-objects.ts';
import { BEGIN } from './flow-lines.ts';
import { steady } from './small-cluster.ts';

export interface Observation {
  /** `web -> api TCP/8080 established syn`, in the order of the report. */
  readonly lines: readonly string[];
  readonly connections: readonly Connection[];
  /** Records by what became of them. */
  readonly records: Readonly<Record<string, number>>;
  readonly facts: WindowFacts;
  readonly summaries: readonly Summary[];
}

export interface Question {
  /** Texts or bytes of log objects. */
  readonly objects: readonly (string | Uint8Array)[];
  readonly snapshots?: readonly Snapshot[];
  readonly hours?: number;
}

export type Observe = (question: Question) => Promise<Observation>;

/** Tools that live as long as the tests of the file, in one thread so that tests do not crowd each other. */
export function useTools(): () => AnalyzeTools {
  let tools: AnalyzeTools | undefined;
  let release: () => void = () => undefined;
  let done: Promise<void> = Promise.resolve();
  beforeAll(async () => {
    await new Promise<void>((ready) => {
      const options = { memoryBytes: 1_000_000_000, threads: 1, progress: { step: () => undefined } };
      done = withLocalTools(options, async (made) => {
        tools = { ...made, parallel: 1 };
        ready();
        await new Promise<void>((resolve) => {
          release = resolve;
        });
      });
    });
  });
  afterAll(async () => {
    release();
    await done;
  });
  return () => {
    if (tools === undefined) throw new Error('tools are there within tests only');
    return tools;
  };
}

/** Well-formed records are attributed or counted under one reason, whatever the rows: that is asserted on every use. */
export function useObserve(): Observe {
  const toolsOf = useTools();
  return async (question) => {
    const logs = mkdtempSync(join(tmpdir(), 'flowfence-logs-'));
    try {
      question.objects.forEach((object, index) => {
        writeFileSync(join(logs, `${String(index).padStart(3, '0')}.log`), object);
      });
      const observation = await observe(toolsOf(), logs, question);
      const inputs = observation.summaries.reduce((sum, { facts }) => sum + facts.records, 0);
      expect(Object.values(observation.records).reduce((sum, count) => sum + count, 0)).toBe(inputs);
      return observation;
    } finally {
      rmSync(logs, { recursive: true });
    }
  };
}

async function observe(tools: AnalyzeTools, logs: string, question: Question): Promise<Observation> {
  const { files } = tools;
  const folder = await files.makeFolder('observe');
  const session = await tools.engine.session();
  try {
    const own = files.makePath(folder, 'summaries');
    await files.ensureFolder(own);
    const objects = await listObjects(tools.source, [logs]);
    await ingestAll({ ...tools, workFolder: folder, declared: undefined }, objects, own);
    const paths = (await files.list(own)).map((name) => files.makePath(own, name));
    const summaries = await readSummaries(session, paths);
    const identity = await writeIdentityFiles(files, question.snapshots ?? steady(), folder);
    const window = { fromSeconds: BEGIN - 3600, toSeconds: BEGIN + 3600 * (question.hours ?? 3) };
    const rollups = await rollUpWindow({ ...tools, session }, { summaries, identity, window, folder });
    const { connections, facts } = await readWindow(session, rollups, identity);
    const records = Object.fromEntries(facts.records.map((item) => [item.reason, item.records]));
    return { lines: connections.map(describeConnection), connections, records, facts, summaries };
  } finally {
    session.close();
    await files.removeFolder(folder);
  }
}

export function describeConnection(connection: Connection): string {
  const { client, server, protocol, port, outcome, evidence } = connection;
  return `${nameOf(client)} -> ${nameOf(server)} ${protocol}/${port} ${outcome} ${evidence}`;
}

export function nameOf(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'workload':
    case 'service':
      return endpoint.kind === 'workload' ? endpoint.name : `service ${endpoint.name}`;
    case 'node':
      return endpoint.name;
    case 'external':
      return endpoint.cidr;
    case 'unknown':
      return `${endpoint.reason} ${endpoint.address}`;
  }
}
