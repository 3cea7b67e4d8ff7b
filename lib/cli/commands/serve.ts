// `flowfence serve`: the review page and the API on localhost.
import type { Command } from 'commander';
import { serveLocally, untilStopped } from '../../adapters/local-server.ts';
import { pageTools } from '../../adapters/page-file.ts';
import { answerLocally, answerMalformed, makeLocalApp } from '../../api/app.ts';
import { EXIT, type ExitStatus, unusableInput } from '../exit.ts';
import { servedPortArgument } from '../number-arguments.ts';
import { builtPage } from '../pages.ts';
import { openReport } from '../reports.ts';
import type { Session } from '../session.ts';

const HELP = `
Listens on 127.0.0.1 only, prints the address, and ends on Ctrl-C. The API is beside the page, under /api/v1 (docs/api.md).
The report is read once: start it again for a newer one.

Examples:
  $ flowfence serve report.duckdb
  $ flowfence serve report.duckdb --port 0`;

interface Options {
  readonly port: string;
}

export function registerServe(program: Command, session: Session): void {
  program
    .command('serve')
    .argument('<report>', 'report file')
    .description('the review page on localhost')
    .option('--port <n>', 'port to listen on; 0 takes a free one', '8421')
    .addHelpText('after', HELP)
    .action(async (report: string, options: Options) => session.finish(await runServe(report, options, session)));
}

async function runServe(report: string, { port }: Options, session: Session): Promise<ExitStatus> {
  const { terminal } = session;
  const wanted = servedPortArgument(port);
  const document = await openReport(report, session);
  const app = makeLocalApp({ page: await builtPage(), document, digest: pageTools.digest });
  const serving = await serveLocally(answerLocally(app), wanted, answerMalformed);
  if (serving.kind === 'refused') throw unusableInput(serving.diagnostic);
  const stopped = untilStopped();
  await terminal.out(`${serving.server.url}\n`);
  terminal.note('Ctrl-C ends it.');
  await stopped;
  await serving.server.close();
  return EXIT.done;
}
