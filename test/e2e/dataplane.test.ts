// The main job under a dataplane that treats nodes differently, and the same answers from its report alone.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFileStore } from '../../lib/adapters/file-store.ts';
import { openReport } from '../../lib/cli/reports.ts';
import { isNeed, sidesKnown } from '../../lib/report/check.ts';
import type { ReportDocument } from '../../lib/report/document.ts';
import { verdictKind } from '../../lib/report/verdict.ts';
import { runRecorded } from '../cli/recording-terminal.ts';
import { writeCluster } from '../generator/write.ts';

const DATAPLANE = 'eks,kubernetes=1.30,policies=on';
let root = '';
let report = '';
let document: ReportDocument;
let recent = '';

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'flowfence-dataplane-e2e-'));
  report = join(root, 'report.duckdb');
  writeCluster(root, { profile: 'test', seed: 61, hours: 2 / 3, workloads: 24, nodes: 4, format: 'custom' });
  recent = giveKernels();
  const { status, notes } = await analyze(report, DATAPLANE);
  expect([status, notes]).toEqual([0, []]);
  document = await openReport(report, { store: makeFileStore() });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function analyze(path: string, dataplane: string) {
  const inputs = ['flows', 'snapshots', 'policies'].flatMap((part) => [`--${part}`, join(root, part)]);
  return runRecorded('analyze', ...inputs, '--dataplane', dataplane, '--report', path);
}

/** All nodes but one are too old for the agent; gives the name of that one. */
function giveKernels(): string {
  const folder = join(root, 'snapshots', readdirSync(join(root, 'snapshots'))[0] ?? '');
  let first = '';
  for (const name of readdirSync(folder)) {
    const list = JSON.parse(gunzipSync(readFileSync(join(folder, name))).toString());
    for (const item of list.items) {
      if (item.kind !== 'Node') continue;
      first = first === '' || item.metadata.name < first ? item.metadata.name : first;
    }
    for (const item of list.items) {
      if (item.kind !== 'Node') continue;
      item.status.nodeInfo = {
        kernelVersion: item.metadata.name === first ? '6.1.0' : '5.4.0',
        operatingSystem: 'linux',
      };
    }
    writeFileSync(join(folder, name), gzipSync(JSON.stringify(list)));
  }
  return first;
}

/** Of connections that are needs, between known sides. */
function counts(): Readonly<Record<string, number>> {
  const found: Record<string, number> = { allowed: 0, denied: 0, unknown: 0 };
  for (const connection of document.connections) {
    const kind = verdictKind(connection.verdicts.current);
    if (!isNeed(connection) || (kind === 'unknown' && !sidesKnown(connection))) continue;
    found[kind] = (found[kind] ?? 0) + 1;
  }
  return found;
}

describe('a report under a dataplane that treats nodes differently', () => {
  it('names the dataplane as asked for, and keeps what tells its nodes apart', () => {
    expect(document.dataplane).toBe(DATAPLANE);
    expect(document.nodes?.map(({ names, kernel }) => [names.includes(recent), kernel]).sort()).toEqual([
      [false, '5.4.0'],
      [true, '6.1.0'],
    ]);
  });

  it('says which nodes do not meet the conditions', () => {
    const findings = document.findings.filter(({ kind }) => kind === 'dataplane-kernel');

    expect(findings.map(({ severity, evidence }) => [severity, evidence.count])).toEqual([['high', 3]]);
    expect(findings[0]?.evidence.names).not.toContain(recent);
  });

  it('leaves open what pods on those nodes are denied', () => {
    const { allowed = 0, unknown = 0 } = counts();

    expect(allowed).toBeGreaterThan(0);
    expect(unknown).toBeGreaterThan(0);
    const reasons = document.connections.flatMap(({ verdicts }) => verdicts.current.unknown ?? []);
    expect(
      reasons.filter((reason) => reason.includes('the kernel of its node, 5.4.0, is older than 5.10')),
    ).not.toEqual([]);
  });

  it('answers what-if questions alone as it did with the snapshots', async () => {
    const { out } = await runRecorded('check', report, '--policies', join(root, 'policies'), '--format', 'json');

    const { allowed, blocked, unknown } = JSON.parse(out);
    expect({ allowed, denied: blocked.length, unknown: unknown.length }).toEqual(counts());
  });

  it('is another than under the API text', async () => {
    const upstream = join(root, 'upstream.duckdb');
    await analyze(upstream, 'upstream');
    const plain = await openReport(upstream, { store: makeFileStore() });

    expect(plain.nodes).toBeUndefined();
    const verdicts = (from: ReportDocument) =>
      from.connections.map(({ verdicts: { current } }) => verdictKind(current));
    expect(verdicts(plain)).not.toEqual(verdicts(document));
  });
});
