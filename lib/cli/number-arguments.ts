// Counts and sizes of the command line.
import { UnusableError } from './exit.ts';

export function countArgument(option: string, text: string): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count > 0) return count;
  throw new UnusableError(option, `${text} is no positive number`, 'write a whole number, such as 40');
}

const UNITS: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9 };
/** Below this DuckDB cannot work. */
const LEAST_BYTES = 256e6;

/** `2GB`, `800MB`. */
export function memoryArgument(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*(MB|GB)$/i.exec(text) ?? [];
  const bytes = Number(number) * (UNITS[unit.toUpperCase()] ?? Number.NaN);
  if (bytes >= LEAST_BYTES) return bytes;
  throw new UnusableError('--memory', `${text} is no usable size`, 'write 256MB or more, such as 2GB');
}

/** `24` for IPv4, `24,64` for IPv4 and IPv6. */
export function prefixArgument(text: string): { readonly v4?: number; readonly v6?: number } {
  const [v4 = '', v6] = text.split(',');
  const inside = (part: string, most: number) => /^\d{1,3}$/.test(part) && Number(part) <= most;
  if (inside(v4, 32) && (v6 === undefined || inside(v6, 128))) {
    return { v4: Number(v4), ...(v6 === undefined ? {} : { v6: Number(v6) }) };
  }
  throw new UnusableError('--cidr-prefix', `${text} is no prefix length`, 'write 24, or 24,64 for IPv4 and IPv6');
}

const LAST_PORT = 65_535;

/** A port to listen on; 0 stands for any that is free. */
export function servedPortArgument(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= LAST_PORT) return Number(text);
  throw new UnusableError('--port', `${text} is no port`, `write a number from 0 to ${LAST_PORT}`);
}
