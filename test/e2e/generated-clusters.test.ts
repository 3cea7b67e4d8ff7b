// Whole clusters that the project does not know, through the whole main job, beside what the simulation knows of them.
import { describe, expect, it } from 'vitest';
import { formatPolicyYaml } from '../../lib/recommendation/manifest-yaml.ts';
import { formatJson } from '../../lib/report/formats/json.ts';
import { generateCluster } from '../generator/cluster.ts';
import type { GeneratorOptions } from '../generator/options.ts';
import { invented, isKnown, missing, overcounted, textOf, wrongOutcomes, wrongVerdicts } from './against-truth.ts';
import { type AnalyzedCluster, analyzeCluster, analyzeGenerated } from './analyzed-cluster.ts';
import { isGoverned, reachOf } from './reach.ts';

/** The last snapshot is taken when the logs end: nobody knows who has an address after it. */
const SMALL = { profile: 'test', hours: 2 / 3, workloads: 34, damage: true } as const;

const FULL: readonly GeneratorOptions[] = [
  { ...SMALL, seed: 101 },
  { ...SMALL, seed: 102, truncatedObject: true, nodes: 4 },
  { ...SMALL, seed: 103, nodeLocalDns: true },
  { ...SMALL, seed: 104, interval: 600, snapshotMinutes: 20 },
  { ...SMALL, seed: 105, format: 'custom' },
  { ...SMALL, seed: 106, format: 'v11' },
  { ...SMALL, seed: 107, format: 'custom-short' },
];
/** Some or all rows hide the address of the pod behind the interface. */
const PARTIAL: readonly GeneratorOptions[] = [
  { ...SMALL, seed: 201, format: 'v2' },
  { ...SMALL, seed: 202, format: 'v2', nodes: 4 },
  { ...SMALL, seed: 203, format: 'mixed' },
  { ...SMALL, seed: 204, format: 'mixed', hours: 4 / 3 },
];

function sharedChecks({ document, cluster }: AnalyzedCluster): void {
  const { truth } = cluster;

  it('accounts for every record', () => {
    const unattributed = document.coverage.unattributed.reduce((sum, { records }) => sum + records, 0);
    expect(document.coverage.attributed + unattributed).toBe(document.inputs.records);
    expect(document.coverage.attributed).toBeGreaterThan(document.inputs.records / 2);
  });

  it('invents nothing', () => {
    expect(invented(document, truth)).toEqual([]);
    // A truncated object repeats rows of a whole one.
    if (truth.truncatedObjects.length === 0) expect(overcounted(document, truth)).toEqual([]);
  });

  it('says what became of each connection', () => {
    expect(wrongOutcomes(document, truth)).toEqual([]);
  });

  it('gives every verdict under the current policies as the oracle does', () => {
    const wrong = wrongVerdicts(document, truth);
    expect(wrong).toEqual([]);
    const verdicts = new Set(truth.verdicts.map(({ verdict }) => verdict.allowed));
    expect(verdicts).toContain('none');
  });

  it('recommends what lets through all that is kept, DNS, and nothing else', () => {
    const reach = reachOf(document, truth);
    const kept = document.connections.filter((one) => one.kept).map(textOf);
    const isDns = (text: string) => / kube-system\/Deployment\/coredns (TCP|UDP)\/53$/.test(text);

    expect(kept.filter((text) => !reach.has(text))).toEqual([]);
    expect([...reach].filter((text) => !kept.includes(text) && !isDns(text))).toEqual([]);
    expect(kept.length).toBeGreaterThan(50);
  });

  it('keeps every need for which a policy can be written', () => {
    const needed = document.connections.filter(
      (one) => isKnown(one) && (one.outcome === 'established' || one.outcome === 'oneway'),
    );
    const lost = needed.filter((one) => !one.kept && [one.client, one.server].some(isGovernedSide));
    expect(lost.map((one) => `${textOf(one)} ${one.leftOut}`).filter((text) => !isScan(text))).toEqual([]);
    expect(document.connections.filter((one) => one.kept && !needed.includes(one))).toEqual([]);
  });

  it('selects by no volatile label', () => {
    const text = JSON.stringify(document.policies.recommended.map(({ spec }) => spec));
    expect(truth.labelsVolatile.filter((label) => text.includes(JSON.stringify(label)))).toEqual([]);
    expect(truth.labelsVolatile).toContain('pod-template-hash');
  });
}

function isGovernedSide(side: AnalyzedCluster['document']['connections'][number]['client']): boolean {
  return side.kind === 'workload' && isGoverned({ ...side, kind: 'workload' });
}

function isScan(text: string): boolean {
  return text.endsWith(' scan');
}

describe.each(FULL)('a cluster of seed $seed with every address in its rows', async (options) => {
  const analyzed = await analyzeGenerated(options);
  const { document, cluster } = analyzed;
  const { truth } = cluster;

  it('counts its inputs exactly', () => {
    const { truncatedObjects } = truth;
    expect(document.inputs.objects).toBe(truth.inputs.objects + truncatedObjects.length);
    if (truncatedObjects.length === 0) expect(document.inputs).toMatchObject(truth.inputs);
  });

  it('reports every connection that the logs prove', () => {
    const certain = truth.connections.filter(({ proof }) => proof === 'certain');
    expect(missing(document, certain)).toEqual([]);
    expect(certain.length).toBeGreaterThan(150);
  });

  sharedChecks(analyzed);
});

describe.each(PARTIAL)('a cluster of seed $seed in the format $format', async (options) => {
  const analyzed = await analyzeGenerated(options);
  const { document, cluster } = analyzed;
  const { truth } = cluster;

  it('counts its inputs exactly', () => {
    expect(document.inputs).toMatchObject(truth.inputs);
  });

  it('puts together every answered connection of which both interfaces wrote', () => {
    const certain = truth.connections.filter(({ proof, outcome }) => proof === 'certain' && outcome === 'established');
    expect(missing(document, certain)).toEqual([]);
    expect(certain.length).toBeGreaterThan(100);
  });

  it('counts what it cannot attribute', () => {
    expect(document.coverage.unattributed.map(({ reason }) => reason)).toContain('substituted');
  });

  sharedChecks(analyzed);
});

describe('the same input', () => {
  it('gives the same bytes, in whichever order and however many at once its objects are read', async () => {
    const cluster = generateCluster({ ...SMALL, seed: 301, format: 'mixed', hours: 4 / 3 });

    const documents = await analyzeCluster(cluster, [{}, {}, { parallel: 1, order: 'reversed' }, { parallel: 5 }]);

    const reports = documents.map(formatJson);
    const yaml = documents.map((document) => document.policies.recommended.map(formatPolicyYaml).join('---\n'));
    expect(new Set(reports).size).toBe(1);
    expect(new Set(yaml).size).toBe(1);
    expect(yaml[0]?.length).toBeGreaterThan(10_000);
  });
});
