// The entry of the command line: arguments in, exit status out.
import { run } from './program.ts';
import { processTerminal } from './terminal.ts';

const debug = (process.env.FLOWFENCE_DEBUG ?? '') !== '';
process.exitCode = await run(process.argv.slice(2), processTerminal(), { debug });
