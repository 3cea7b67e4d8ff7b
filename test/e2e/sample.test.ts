// The bundled sample tells the story that examples/README.md promises.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../lib/report/document.ts';
import type { Truth } from '../generator/truth.ts';
import { invented, missing, textOf, wrongOutcomes, wrongVerdicts } from './against-truth.ts';
import { analyzeFolder } from './analyzed-cluster.ts';

const SAMPLE = fileURLToPath(new URL('../../examples/cluster/', import.meta.url));
const truth = JSON.parse(readFileSync(`${SAMPLE}truth.json`, 'utf8')) as Truth;

describe('the bundled sample', () => {
  let document: ReportDocument;
  beforeAll(async () => {
    document = await analyzeFolder(SAMPLE);
  });

  it('has five connections that the policies in force would break, and no other', () => {
    const blocked = document.connections
      .filter(({ outcome, verdicts: { current } }) => outcome === 'established' && !current.allowed && !current.unknown)
      .map(textOf);
    expect(blocked).toEqual([
      'monitoring/StatefulSet/prometheus -> shop/StatefulSet/redis-cart TCP/9121',
      'reporting/CronJob/cleanup -> shop/StatefulSet/redis-cart TCP/6379',
      'shop/Deployment/checkoutservice -> shop/Deployment/paymentservice TCP/50051',
      'shop/Deployment/emailservice -> kube-system/Deployment/coredns TCP/53',
      'shop/Deployment/paymentservice -> 203.0.113.42/32 TCP/443',
    ]);
    const found = document.findings.filter(({ kind }) => kind === 'would-be-blocked');
    expect(found).toHaveLength(5);
  });

  it('is read, attributed and judged as the simulation knows it', () => {
    expect(document.inputs).toMatchObject(truth.inputs);
    expect(
      missing(
        document,
        truth.connections.filter(({ proof }) => proof === 'certain'),
      ),
    ).toEqual([]);
    expect(invented(document, truth)).toEqual([]);
    expect(wrongOutcomes(document, truth)).toEqual([]);
    expect(wrongVerdicts(document, truth)).toEqual([]);
  });

  it('shows the rejected report and keeps it and the scan out of the recommendation', () => {
    const rejected = document.connections.filter(({ outcome }) => outcome === 'rejected').map(textOf);
    expect(rejected).toEqual(['reporting/CronJob/nightly-report -> 10.0.200.15/32 TCP/5432']);
    const scanned = document.connections.filter(
      ({ client, outcome }) => client.kind === 'workload' && client.name === 'debug-shell' && outcome === 'unanswered',
    );
    expect(scanned.length).toBeGreaterThan(10);
    expect(scanned.filter(({ kept }) => kept)).toEqual([]);
  });
});
