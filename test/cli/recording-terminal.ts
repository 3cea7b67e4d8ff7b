// A terminal that keeps what is written, so that commands are tested without a process.
import { run } from '../../lib/cli/program.ts';
import type { Terminal } from '../../lib/cli/terminal.ts';

export interface Recorded {
  readonly status: number;
  readonly out: string;
  readonly notes: readonly string[];
}

export async function runRecorded(...args: readonly string[]): Promise<Recorded> {
  const out: string[] = [];
  const notes: string[] = [];
  const terminal: Terminal = {
    out: async (text) => {
      out.push(text);
    },
    note: (line) => notes.push(line),
    step: () => undefined,
    colour: false,
  };
  const status = await run(args, terminal, { debug: false });
  return { status, out: out.join(''), notes };
}
