// What a command is given: the terminal, the stores behind its locations, and where it leaves its exit status.
import type { ObjectStore } from '../pipeline/ports.ts';
import type { ExitStatus } from './exit.ts';
import type { Terminal } from './terminal.ts';

export interface Session {
  readonly terminal: Terminal;
  /** Where locations are read and written, as the options of the command have it. */
  readonly store: ObjectStore;
  readonly finish: (status: ExitStatus) => void;
}

/** For options that repeat and take several values: `--flows a b --flows c`. */
export function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}
