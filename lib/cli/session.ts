// What a command is given: where it writes, and where it leaves its exit status.
import type { ExitStatus } from './exit.ts';
import type { Terminal } from './terminal.ts';

export interface Session {
  readonly terminal: Terminal;
  readonly finish: (status: ExitStatus) => void;
}

/** For options that repeat and take several values: `--flows a b --flows c`. */
export function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}
