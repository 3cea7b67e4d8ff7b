// The command line as a whole: its commands, and what is not there yet.
import { Command, CommanderError } from 'commander';
import { registerAnalyze } from './commands/analyze.ts';
import { registerCheck } from './commands/check.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDiff } from './commands/diff.ts';
import { registerEvaluate } from './commands/evaluate.ts';
import { registerExplain } from './commands/explain.ts';
import { registerExport } from './commands/export.ts';
import { registerIngest } from './commands/ingest.ts';
import { registerPolicies } from './commands/policies.ts';
import { registerServe } from './commands/serve.ts';
import { EXIT, type ExitStatus, errorLine, UnusableError } from './exit.ts';
import type { Session } from './session.ts';
import type { Terminal } from './terminal.ts';

const HELP = `
Locations (LOC) are files, folders (read recursively) or globs; options that take one repeat.
Status 0: done. 1: done, and what was asked to fail on was found. 2: arguments or input that cannot be used.

Start with:
  $ flowfence demo
  $ flowfence analyze --flows logs/ --snapshots snapshots/ --report report.duckdb`;

/** Commands of the contract that this version does not have, with what to do instead. */
const LATER: Readonly<Record<string, string>> = {
  snapshot: 'use kubectl get pods,namespaces,nodes,services,endpointslices,networkpolicies,replicasets,jobs -A -o json',
};

export interface RunOptions {
  readonly debug: boolean;
}

/** Runs one command line and gives its exit status; writes through `terminal` only. */
export async function run(args: readonly string[], terminal: Terminal, options: RunOptions): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.done;
  const session: Session = {
    terminal,
    finish: (value) => {
      status = value;
    },
  };
  const output: string[] = [];
  try {
    const later = LATER[args[0] ?? ''];
    if (later !== undefined) throw new UnusableError(args[0] ?? '', 'this command comes with a later version', later);
    await makeProgram(session, output).parseAsync([...args], { from: 'user' });
  } catch (error) {
    status = await failure(error, { output, terminal, debug: options.debug });
  }
  return status;
}

function makeProgram(session: Session, output: string[]): Command {
  const program = new Command('flowfence')
    .description('least-privilege NetworkPolicies from the VPC flow logs your cloud already writes')
    .addHelpText('after', HELP)
    .exitOverride()
    .configureOutput({ writeOut: (text) => output.push(text), writeErr: () => undefined });
  registerDemo(program, session);
  registerAnalyze(program, session);
  registerIngest(program, session);
  registerPolicies(program, session);
  registerCheck(program, session);
  registerEvaluate(program, session);
  registerExplain(program, session);
  registerDiff(program, session);
  registerExport(program, session);
  registerServe(program, session);
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  return program;
}

interface Failure {
  readonly output: readonly string[];
  readonly terminal: Terminal;
  readonly debug: boolean;
}

async function failure(error: unknown, { output, terminal, debug }: Failure): Promise<ExitStatus> {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) {
      await terminal.out(output.join(''));
      return EXIT.done;
    }
    terminal.note(`flowfence: ${usageText(error)}`);
    return EXIT.unusable;
  }
  terminal.note(errorLine(error));
  if (debug && error instanceof Error) terminal.note(error.stack ?? '');
  return EXIT.unusable;
}

/** Commander's `error: unknown option '--x'` in the form of every other line. */
function usageText(error: CommanderError): string {
  if (error.code === 'commander.help') return 'arguments: no command; see `flowfence --help`';
  const [first = ''] = error.message.replace(/^error: /, '').split('\n');
  return `arguments: ${first}; see \`flowfence --help\``;
}
