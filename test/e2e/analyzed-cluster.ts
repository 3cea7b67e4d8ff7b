// A generated cluster, written to disk and put through the whole main job on a real database.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { withLocalTools } from '../../lib/adapters/local-tools.ts';
import { analyze } from '../../lib/pipeline/analyze.ts';
import { type DataplaneRequest, UPSTREAM_REQUEST } from '../../lib/policy/dataplanes/resolve.ts';
import type { ReportDocument } from '../../lib/report/document.ts';
import { type GeneratedCluster, generateCluster } from '../generator/cluster.ts';
import type { GeneratorOptions } from '../generator/options.ts';
import { clusterFiles } from '../generator/write.ts';

export interface AnalyzedCluster {
  readonly cluster: GeneratedCluster;
  readonly document: ReportDocument;
}

export interface Run {
  /** Objects under way at once; as many as the machine likes without it. */
  readonly parallel?: number;
  /** How the source lists its objects; sorted without it. */
  readonly order?: 'reversed';
  /** As `--dataplane` takes it; the API text without it. */
  readonly dataplane?: DataplaneRequest;
}

export async function analyzeGenerated(options: GeneratorOptions): Promise<AnalyzedCluster> {
  const cluster = generateCluster(options);
  const [document] = await analyzeCluster(cluster, [{}]);
  if (document === undefined) throw new Error('one run gives one document');
  return { cluster, document };
}

/** One document for each run over the same files. */
export async function analyzeCluster(
  cluster: GeneratedCluster,
  runs: readonly Run[],
): Promise<readonly ReportDocument[]> {
  const root = mkdtempSync(join(tmpdir(), 'flowfence-e2e-'));
  try {
    for (const [path, bytes] of clusterFiles(cluster)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), bytes);
    }
    const documents: ReportDocument[] = [];
    for (const run of runs) documents.push(await analyzeFolder(root, run));
    return documents;
  } finally {
    rmSync(root, { recursive: true });
  }
}

export async function analyzeFolder(root: string, run: Run = {}): Promise<ReportDocument> {
  const limits = { memoryBytes: 1_000_000_000, threads: 2, progress: { step: () => undefined } };
  const out = mkdtempSync(join(tmpdir(), 'flowfence-report-'));
  const options = {
    flows: [join(root, 'flows')],
    summaries: [],
    snapshots: [join(root, 'snapshots')],
    policies: [join(root, 'policies')],
    dataplane: run.dataplane ?? UPSTREAM_REQUEST,
    minEvidence: 'fan-in',
    includeSystem: false,
    reportPath: join(out, 'report.duckdb'),
  } as const;
  try {
    const data = await withLocalTools(limits, (tools) => {
      const { source } = tools;
      const list = async (location: string) => [...(await source.list(location))].reverse();
      return analyze(
        {
          ...tools,
          ...(run.parallel === undefined ? {} : { parallel: run.parallel }),
          ...(run.order === undefined ? {} : { source: { ...source, list } }),
        },
        options,
      );
    });
    return data.document;
  } finally {
    rmSync(out, { recursive: true });
  }
}
