// `flowfence demo`: the main job on the bundled sample cluster, without arguments or network.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { fileContent } from '../../adapters/location-files.ts';
import { EXIT, type ExitStatus } from '../exit.ts';
import { pageOf } from '../pages.ts';
import { policyFiles } from '../policy-files.ts';
import { openReport } from '../reports.ts';
import type { Session } from '../session.ts';
import { runAnalyze } from './analyze.ts';

const HELP = `
Four hours of a simulated online shop: flow logs, snapshots, and policies some of which break something real.
Writes ./flowfence-demo/report.duckdb, ./flowfence-demo/report.html and ./flowfence-demo/policies/.

Examples:
  $ flowfence demo
  $ flowfence explain flowfence-demo/report.duckdb --from shop/checkoutservice --to shop/paymentservice --port 50051/TCP`;

const SAMPLE = fileURLToPath(new URL('../../../examples/cluster', import.meta.url));

interface Options {
  readonly out: string;
  readonly json?: boolean;
}

export function registerDemo(program: Command, session: Session): void {
  program
    .command('demo')
    .description('the main job on the bundled sample cluster: no arguments, no network')
    .option('--out <dir>', 'folder to write to', 'flowfence-demo')
    .option('--json', 'print the summary as JSON')
    .addHelpText('after', HELP)
    .action(async (options: Options) => session.finish(await runDemo(options, session)));
}

async function runDemo({ out, json }: Options, session: Session): Promise<ExitStatus> {
  const report = join(out, 'report.duckdb');
  await runAnalyze(
    {
      flows: [join(SAMPLE, 'flows')],
      snapshots: [join(SAMPLE, 'snapshots')],
      ...{ dataplane: 'upstream', minEvidence: 'fan-in', memory: '1GB', cluster: 'boutique', report },
      ...(json === undefined ? {} : { json }),
    },
    session,
  );
  const document = await openReport(report, session);
  for (const file of policyFiles(document.policies.recommended, undefined))
    await session.store.write(join(out, 'policies', file.path), fileContent(file.text, 'application/yaml'));
  const page = join(out, 'report.html');
  await session.store.write(page, fileContent(await pageOf(document), 'text/html; charset=utf-8'));
  if (json !== true) {
    const policies = `The recommended policies are in ${join(out, 'policies')}.`;
    await session.terminal.out(`\n${policies}\nTo look at all of it, open ${page} in a browser.\n`);
  }
  return EXIT.done;
}
