// Lines of a file or of standard input, read as they come.
import { createReadStream } from 'node:fs';

/**
 * Lines without their line end, as many at a time as come at once; reads on only when the consumer asks. `-` is standard
 * input.
 */
export async function* readLines(path: string): AsyncGenerator<readonly string[]> {
  const input = path === '-' ? process.stdin.setEncoding('utf8') : createReadStream(path, { encoding: 'utf8' });
  let rest = '';
  for await (const chunk of input) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }
  if (rest !== '') yield [rest];
}
