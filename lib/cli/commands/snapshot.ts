// `flowfence snapshot`: exports what flowfence uses of a cluster, and nothing else of it.
import type { Command } from 'commander';
import { writeGzip } from '../../adapters/gzip-file.ts';
import { connectKubernetes, type KubernetesConnection } from '../../adapters/kubernetes-api.ts';
import { withTemporaryFolder } from '../../adapters/temporary-folder.ts';
import { type ExportedSnapshot, exportSnapshot } from '../../pipeline/export-snapshot.ts';
import { shellWord } from '../../report/shell-word.ts';
import { EXIT, type ExitStatus, UnusableError } from '../exit.ts';
import { tell } from '../inputs.ts';
import type { Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';

const HELP = `
Reads pods, namespaces, nodes, services, endpoint slices, replica sets, jobs and the policies of every API that the cluster
serves; writes only the fields that flowfence uses: no environment, no annotations, no secrets (docs/snapshots.md has them).
Uses $KUBECONFIG or ~/.kube/config, inside a cluster the service account of the pod.

Without --out it writes snapshots/<cluster>/<time>.json.gz. LOC is a folder, a file that ends in .json.gz, s3://bucket/prefix/,
or - for JSON on standard output.

Examples:
  $ flowfence snapshot
  $ flowfence snapshot --context prod --out snapshots/prod/
  $ flowfence snapshot --cluster prod --out s3://my-snapshots/snapshots/prod/`;

interface Options {
  readonly out?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
  readonly json?: boolean;
}

export function registerSnapshot(program: Command, session: Session): void {
  program
    .command('snapshot')
    .description('export a snapshot of the current cluster: only the fields that are used, no secrets')
    .option('--out <loc>', 'where to write; snapshots/<cluster>/ without')
    .option('--kubeconfig <file>', 'instead of $KUBECONFIG or ~/.kube/config')
    .option('--context <name>', 'instead of the current context')
    .option('--cluster <name>', 'name of the cluster in the path; that of the kubeconfig without')
    .option('--json', 'print what was exported as JSON')
    .addHelpText('after', HELP)
    .action(async (options: Options) => session.finish(await runSnapshot(options, session)));
}

async function runSnapshot(options: Options, session: Session): Promise<ExitStatus> {
  const { terminal } = session;
  const connection = await connectKubernetes(options);
  try {
    // When pods are listed first: what happens during the export belongs to the next one.
    const startMilliseconds = Date.now();
    const place = placeOf(options, { connection, startMilliseconds });
    return await withTemporaryFolder(async (files, folder) => {
      const exported = await exportSnapshot({ api: connection.api, files, progress: terminal }, folder);
      tell(exported.diagnostics, terminal);
      if (place.kind === 'output') {
        await writeOut(exported, terminal);
        return EXIT.done;
      }
      const path = files.makePath(folder, 'snapshot.json.gz');
      await writeGzip(path, exported.text());
      await session.store.write(place.key, { kind: 'file', path, contentType: 'application/gzip' });
      await terminal.out(summary(exported, place.key, options.json === true));
      return EXIT.done;
    });
  } finally {
    connection.close();
  }
}

type Place = { readonly kind: 'output' } | { readonly kind: 'object'; readonly key: string };

interface Export {
  readonly connection: KubernetesConnection;
  readonly startMilliseconds: number;
}

function placeOf({ out, cluster }: Options, { connection, startMilliseconds }: Export): Place {
  if (out === '-') return { kind: 'output' };
  if (out?.endsWith('.json.gz') === true) return { kind: 'object', key: out };
  const name = `${new Date(startMilliseconds).toISOString().replace(/[-:]|\.\d+/g, '')}.json.gz`;
  const folder = out ?? `snapshots/${pathName(cluster ?? connection.cluster)}`;
  return { kind: 'object', key: `${folder.replace(/\/+$/, '')}/${name}` };
}

/** EKS names a cluster by its ARN, `arn:aws:eks:eu-west-1:111122223333:cluster/prod`; a path takes its last part. */
function pathName(cluster: string | undefined): string {
  if (cluster === undefined)
    throw new UnusableError('--cluster', 'a pod does not know the name of its cluster', 'name it with --cluster');
  const name = (cluster.split('/').at(-1) ?? '').toLowerCase().replace(/[^a-z0-9.-]+/g, '-');
  if (/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/.test(name)) return name;
  throw new UnusableError('--cluster', `${JSON.stringify(cluster)} makes no folder`, 'name the cluster with --cluster');
}

async function writeOut(exported: ExportedSnapshot, terminal: Terminal): Promise<void> {
  for await (const text of exported.text()) await terminal.out(text);
}

function summary({ counts, diagnostics }: ExportedSnapshot, place: string, json: boolean): string {
  if (json) return `${JSON.stringify({ snapshot: place, objects: counts, leftOut: diagnostics.length }, null, 2)}\n`;
  const some = counts.filter(({ objects }) => objects > 0).map(({ kind, objects }) => `${objects} ${kind}`);
  return `${some.join(', ')} exported to ${place}; next: flowfence analyze --flows … --snapshots ${shellWord(place)} --report report.duckdb\n`;
}
