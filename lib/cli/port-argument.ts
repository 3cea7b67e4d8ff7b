// `P/PROTO` of the command line, such as `8080/TCP`; `8080` alone is TCP.
import { isPortNumber } from '../net/port-set.ts';
import { UnusableError } from './exit.ts';

export interface PortArgument {
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
}

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;

export function parsePortArgument(text: string): PortArgument {
  const [number = '', name = 'TCP', ...rest] = text.split('/');
  const protocol = PROTOCOLS.find((candidate) => candidate === name.toUpperCase());
  const port = /^\d+$/.test(number) ? Number(number) : Number.NaN;
  if (protocol !== undefined && rest.length === 0 && isPortNumber(port)) return { protocol, port };
  throw new UnusableError('--port', `${text} is no port`, 'write it as 8080/TCP, 53/UDP or 8080');
}
