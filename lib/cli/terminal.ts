// The only place that writes to the terminal: results to standard output, everything else to standard error.
import type { Progress } from '../pipeline/ports.ts';

export interface Terminal extends Progress {
  /** Results. Waits while the reader is slower. */
  readonly out: (text: string) => Promise<void>;
  /** One line of standard error. */
  readonly note: (line: string) => void;
  /** Whether results may carry colour. */
  readonly colour: boolean;
}

const ERASE_LINE = '\r\u001b[K';

/** `NO_COLOR` with any value but the empty one turns colour off (no-color.org). */
export function processTerminal(): Terminal {
  const { env, stdout, stderr } = process;
  const plain = (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb';
  let progressShown = false;
  // A reader that went away, as `head` does, is no error of ours.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const clear = (): void => {
    if (progressShown) stderr.write(ERASE_LINE);
    progressShown = false;
  };
  return {
    out: (text) => {
      clear();
      return new Promise((resolve) => (stdout.write(text) ? resolve() : stdout.once('drain', resolve)));
    },
    note: (line) => {
      clear();
      stderr.write(`${line}\n`);
    },
    step: (name, done, total) => {
      if (stderr.isTTY !== true) return;
      stderr.write(`${ERASE_LINE}${name} ${done}/${total}`);
      progressShown = true;
      if (done >= total) clear();
    },
    colour: stdout.isTTY === true && !plain,
  };
}
