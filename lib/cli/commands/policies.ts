// `flowfence policies`: the recommended policies as YAML files, one folder a namespace.
import type { Command } from 'commander';
import { below, fileContent } from '../../adapters/location-files.ts';
import { shellWord } from '../../report/shell-word.ts';
import { counted } from '../../report/words.ts';
import { EXIT, type ExitStatus, UnusableError } from '../exit.ts';
import { policyFiles } from '../policy-files.ts';
import { openReport } from '../reports.ts';
import { collect, type Session } from '../session.ts';

const HELP = `
Writes DIR/<namespace>/<policy>.yaml and DIR/kustomization.yaml. Files of an earlier run that are no longer recommended
stay; kustomization.yaml does not list them.

Examples:
  $ flowfence policies report.duckdb --out policies/
  $ flowfence policies report.duckdb --out policies/ --namespace shop payments
  $ kubectl apply --dry-run=server -k policies/`;

interface Options {
  readonly out: string;
  readonly namespace?: readonly string[];
  readonly json?: boolean;
}

export function registerPolicies(program: Command, session: Session): void {
  program
    .command('policies')
    .argument('<report>', 'report file')
    .description('write the recommended policies as YAML, with a kustomization.yaml')
    .requiredOption('--out <dir>', 'folder to write to, or s3://bucket/prefix')
    .option('--namespace <ns...>', 'only these namespaces', collect)
    .option('--json', 'print the list of files as JSON')
    .addHelpText('after', HELP)
    .action(async (report: string, options: Options) => session.finish(await runPolicies(report, options, session)));
}

async function runPolicies(report: string, options: Options, session: Session): Promise<ExitStatus> {
  const { terminal, store } = session;
  const document = await openReport(report, session);
  const files = policyFiles(document.policies.recommended, options.namespace);
  const empty = (options.namespace ?? []).find(
    (namespace) => !files.some(({ path }) => path.startsWith(`${namespace}/`)),
  );
  if (empty !== undefined) {
    throw new UnusableError(
      '--namespace',
      `no policies are recommended for ${empty}`,
      'see `flowfence export` for the namespaces',
    );
  }
  for (const file of files)
    await store.write(below(options.out, file.path), fileContent(file.text, 'application/yaml'));
  const paths = files.map((file) => file.path);
  const sentence = `${counted(files.length - 1, 'policy', 'policies')} written to ${options.out}; next: kubectl apply --dry-run=server -k ${shellWord(options.out)}`;
  await terminal.out(
    options.json === true ? `${JSON.stringify({ out: options.out, files: paths }, null, 2)}\n` : `${sentence}\n`,
  );
  return EXIT.done;
}
