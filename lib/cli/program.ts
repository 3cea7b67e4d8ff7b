// The command line as a whole: its commands, and how a failure of any ends.
import { Command, CommanderError } from 'commander';
import { makeLocationStore } from '../adapters/location-store.ts';
import { packageVersion } from '../adapters/package-version.ts';
import { registerAnalyze } from './commands/analyze.ts';
import { registerCheck } from './commands/check.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDiff } from './commands/diff.ts';
import { registerEvaluate } from './commands/evaluate.ts';
import { registerExplain } from './commands/explain.ts';
import { registerExport } from './commands/export.ts';
import { registerIngest } from './commands/ingest.ts';
import { registerPolicies } from './commands/policies.ts';
import { registerPull } from './commands/pull.ts';
import { registerServe } from './commands/serve.ts';
import { registerSnapshot } from './commands/snapshot.ts';
import { EXIT, type ExitStatus, errorLine } from './exit.ts';
import { addS3Options, s3Options } from './s3-options.ts';
import type { Session } from './session.ts';
import type { Terminal } from './terminal.ts';

const HELP = `
Locations (LOC) are files, folders (read recursively), globs or s3://bucket/prefix; options that take one repeat.
Status 0: done. 1: done, and what was asked to fail on was found. 2: arguments or input that cannot be used.

Start with:
  $ flowfence demo
  $ flowfence analyze --flows logs/ --snapshots snapshots/ --report report.duckdb`;

export interface RunOptions {
  readonly debug: boolean;
}

/** Runs one command line and gives its exit status; writes through `terminal` only. */
export async function run(args: readonly string[], terminal: Terminal, options: RunOptions): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.done;
  let store = makeLocationStore();
  const session: Session = {
    terminal,
    get store() {
      return store;
    },
    finish: (value) => {
      status = value;
    },
  };
  const output: string[] = [];
  try {
    const program = makeProgram(session, output).hook('preAction', (_, command) => {
      store = makeLocationStore({ s3: s3Options(command.opts()) });
    });
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    const told = (await unknownOption(error, args, session)) ?? error;
    status = await failure(told, { output, terminal, debug: options.debug });
  }
  return status;
}

function makeProgram(session: Session, output: string[]): Command {
  const program = new Command('flowfence')
    .description('least-privilege NetworkPolicies from the VPC flow logs your cloud already writes')
    .version(packageVersion(), '--version', 'print the version')
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
  registerPull(program, session);
  registerSnapshot(program, session);
  for (const command of program.commands) {
    command.exitOverride().copyInheritedSettings(program);
    if (command.name() !== 'demo') addS3Options(command);
  }
  return program;
}

/**
 * Commander looks for required options before unknown ones, so that a misspelt option shows as a missing one. The line
 * is read again with nothing required and nothing done; undefined where no option of it is unknown.
 */
async function unknownOption(error: unknown, args: readonly string[], session: Session): Promise<unknown> {
  if (!(error instanceof CommanderError) || error.code !== 'commander.missingMandatoryOptionValue') return undefined;
  const program = makeProgram(session, []);
  for (const command of program.commands) {
    for (const option of command.options) option.makeOptionMandatory(false);
    command.action(() => undefined);
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (again) {
    if (again instanceof CommanderError && again.code === 'commander.unknownOption') return again;
  }
  return undefined;
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
  const [first = '', suggestion = ''] = error.message.replace(/^error: /, '').split('\n');
  return `arguments: ${first}${suggestion.replace(/^\(Did/, ' (did')}; see \`flowfence --help\``;
}
