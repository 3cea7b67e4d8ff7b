// `--from T`, `--to T`: a time in RFC 3339.
import { parseTimeSeconds } from '../sources/rfc3339.ts';
import { UnusableError } from './exit.ts';

export function timeArgument(option: string, text: string): number {
  const seconds = parseTimeSeconds(text);
  if (seconds !== undefined) return seconds;
  throw new UnusableError(option, `${text} is no time`, 'write it as 2026-11-01T00:15:00Z');
}
