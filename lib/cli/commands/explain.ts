// `flowfence explain`: why a connection is allowed or blocked, rule by rule.
import type { Command } from 'commander';
import { evaluate } from '../../policy/evaluate.ts';
import { explain } from '../../policy/explain.ts';
import { formatExplanation } from '../../policy/format-explanation.ts';
import { reportResolver } from '../../report/asked-policies.ts';
import { plainText } from '../../report/paint.ts';
import { combineVerdicts, verdictKind } from '../../report/verdict.ts';
import { dataplaneOf } from '../dataplane.ts';
import { EXIT, type ExitStatus } from '../exit.ts';
import { explainedQuestion } from '../explained-question.ts';
import { parsePortArgument } from '../port-argument.ts';
import { openReport, policiesFor } from '../reports.ts';
import { collect, type Session } from '../session.ts';

const HELP = `
Examples:
  $ flowfence explain report.duckdb --from shop/web --to shop/api --port 8080/TCP
  $ flowfence explain report.duckdb --from shop/CronJob/report --to 52.94.133.17 --port 443/TCP
  $ flowfence explain report.duckdb --from shop/web --to shop/api --port 8080/TCP --policies draft/`;

interface Options {
  readonly from: string;
  readonly to: string;
  readonly port: string;
  readonly policies?: readonly string[];
  readonly json?: boolean;
}

export function registerExplain(program: Command, session: Session): void {
  program
    .command('explain')
    .argument('<report>', 'report file')
    .description('why a connection is allowed or blocked, rule by rule')
    .requiredOption('--from <E>', 'client: namespace/name, namespace/Kind/name, address or CIDR')
    .requiredOption('--to <E>', 'server, likewise, or svc/namespace/name')
    .requiredOption('--port <P/PROTO>', 'port of the server pod, or of the Service, such as 8080/TCP')
    .option('--policies <loc...>', 'policies instead of the current ones of the report', collect)
    .option('--json', 'print the steps as JSON')
    .addHelpText('after', HELP)
    .action(async (report: string, options: Options) => session.finish(await runExplain(report, options, session)));
}

async function runExplain(report: string, options: Options, session: Session): Promise<ExitStatus> {
  const { terminal } = session;
  const port = parsePortArgument(options.port);
  const document = await openReport(report, session);
  const { compiled } = await policiesFor(document, options, session);
  const dataplane = dataplaneOf(document);
  const resolve = reportResolver(document);
  const asking = { document, policies: compiled, dataplane, resolve };
  const { text, queries } = explainedQuestion({ from: options.from, to: options.to, port }, asking);
  const verdict = combineVerdicts(queries.map((query) => evaluate(compiled, query, dataplane)));
  const explanations = queries.map((query) => explain(compiled, query, dataplane));
  if (options.json === true) {
    await terminal.out(`${JSON.stringify({ verdict: verdictKind(verdict), ...verdict, explanations }, null, 2)}\n`);
    return EXIT.done;
  }
  const partial = verdict.partial === true ? ', for some pods' : '';
  // Pods of one workload that fare alike read alike: each text once.
  const texts = new Set(explanations.map((explanation) => formatExplanation(explanation).join('\n')));
  const head = `${text}: ${verdictKind(verdict)}${partial}`;
  await terminal.out(`${plainText([head, ...texts].join('\n\n'))}\n`);
  return EXIT.done;
}
