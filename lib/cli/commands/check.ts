// `flowfence check`: what-if, for a draft of policies against what was observed.
import type { Command } from 'commander';
import { type CheckResult, checkPolicies } from '../../report/check.ts';
import { checkIssues } from '../../report/formats/issues.ts';
import { lintInReport } from '../../report/lint-cluster.ts';
import { dataplaneOf } from '../dataplane.ts';
import { EXIT, type ExitStatus } from '../exit.ts';
import { formatIssues, issueFormat, placesOf } from '../issue-formats.ts';
import { openReport, policiesFor } from '../reports.ts';
import { collect, type Session } from '../session.ts';

const HELP = `
Status 1 where an observed connection would be blocked, or where nobody can say. Lint of the policies (docs/lint.md) is told beside it.

Examples:
  $ flowfence check report.duckdb --policies policies/
  $ flowfence check report.duckdb --policies staged/ --staged
  $ flowfence check report.duckdb --policies policies/ --format sarif > check.sarif
  $ flowfence check report.duckdb --policies policies/ --format markdown >> $GITHUB_STEP_SUMMARY`;

interface Options {
  readonly policies: readonly string[];
  readonly format: string;
  readonly json?: boolean;
  readonly staged?: boolean;
}

export function registerCheck(program: Command, session: Session): void {
  program
    .command('check')
    .argument('<report>', 'report file')
    .description('what-if: which observed connections these policies would block, and what they allow that nobody uses')
    .requiredOption('--policies <loc...>', 'files, folders, globs or buckets of policies', collect)
    .option('--staged', 'take staged policies of Calico as enforced')
    .option('--format <format>', 'text, json, sarif, junit or markdown', 'text')
    .option('--json', 'same as --format json')
    .addHelpText('after', HELP)
    .action(async (report: string, options: Options) => session.finish(await runCheck(report, options, session)));
}

async function runCheck(report: string, options: Options, session: Session): Promise<ExitStatus> {
  const format = issueFormat(options.json === true ? 'json' : options.format);
  const document = await openReport(report, session);
  const { compiled } = await policiesFor(document, options, session);
  const dataplane = dataplaneOf(document);
  const result = checkPolicies({ document, policies: compiled, dataplane });
  const lint = lintInReport(document, compiled, dataplane);
  const places = { policies: placesOf(compiled), otherwise: { source: report } };
  const json = { ...jsonOf(result), lint };
  await session.terminal.out(formatIssues(format, { issues: checkIssues(result, lint), json, places }));
  return result.blocked.length + result.unknown.length > 0 ? EXIT.found : EXIT.done;
}

function jsonOf(result: CheckResult): object {
  const flat = ({ connection, verdict }: CheckResult['blocked'][number]) => {
    const { client, server, protocol, port } = connection;
    return { client, server, protocol, port, verdict };
  };
  return {
    ...result,
    allowed: result.allowed.length,
    blocked: result.blocked.map(flat),
    unknown: result.unknown.map(flat),
  };
}
