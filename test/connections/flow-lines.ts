// Flow-log lines from short words: who sent to whom, through which interface, with which flags.

/** Full hour, 2026-11-01T00:00:00Z; the times of rows count from here. */
export const BEGIN = 1_793_491_200;

/** Each node has one interface, whose primary address is the node's. */
export const PRIMARIES: Readonly<Record<string, string>> = {
  'eni-1': '10.0.1.1',
  'eni-2': '10.0.2.1',
  'eni-3': '10.0.3.1',
  'eni-4': '10.0.4.1',
};

/** Names that rows may use instead of addresses; the third number is the node's. */
export const ADDRESSES: Readonly<Record<string, string>> = {
  web: '10.0.1.10',
  web2: '10.0.1.11',
  api: '10.0.2.20',
  api2: '10.0.2.21',
  db: '10.0.3.30',
  cache: '10.0.3.31',
  job: '10.0.4.40',
  'node-1': '10.0.1.1',
  'node-2': '10.0.2.1',
  'node-3': '10.0.3.1',
  'node-4': '10.0.4.1',
};

export const SYN = 2;
export const SYN_ACK = 18;
export const FIN = 1;
export const RST = 4;

export interface RowOptions {
  /** Interface; without one, that of the source's node. */
  readonly on?: string;
  /** IANA number. */
  readonly protocol?: number;
  readonly flags?: number | '-';
  /** Seconds since BEGIN of the first packet. */
  readonly at?: number;
  /** Seconds since BEGIN of the last packet. */
  readonly until?: number;
  readonly packets?: number;
  readonly bytes?: number;
  readonly action?: 'ACCEPT' | 'REJECT';
}

/** A row before it is written in a format. */
export type Row = Readonly<Record<string, string>>;

const FIELDS = {
  v5: 'interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags',
  v2: 'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status',
  'no-flags':
    'interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr srcport dstport protocol packets bytes start end action log-status',
  'packet-only':
    'interface-id pkt-srcaddr pkt-dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags',
} as const;
export type Format = keyof typeof FIELDS;

/** `row('web:40000 -> api:8080', { flags: SYN })`; one row of one direction. */
export function row(sides: string, options: RowOptions = {}): Row {
  const [source = '', , destination = ''] = sides.split(' ');
  const [from, to] = [addressOf(source), addressOf(destination)];
  const { at = 0, packets = 10, bytes = 5000, flags = 0, protocol = 6 } = options;
  const on = options.on ?? interfaceOf(from) ?? interfaceOf(to) ?? 'eni-1';
  return {
    version: '2',
    'account-id': '111122223333',
    'interface-id': on,
    srcaddr: shown(from, on),
    dstaddr: shown(to, on),
    'pkt-srcaddr': from,
    'pkt-dstaddr': to,
    srcport: portOf(source),
    dstport: portOf(destination),
    protocol: String(protocol),
    packets: String(packets),
    bytes: String(bytes),
    start: String(BEGIN + at),
    end: String(BEGIN + (options.until ?? at + 5)),
    action: options.action ?? 'ACCEPT',
    'log-status': 'OK',
    'tcp-flags': String(flags),
  };
}

/** Request and answer on one interface, with the handshake. */
export function call(sides: string, options: RowOptions = {}): readonly Row[] {
  return [
    row(sides, { ...options, flags: SYN }),
    row(reversed(sides), { ...sameInterface(sides, options), flags: SYN_ACK }),
  ];
}

/** Both directions without a handshake, as in the middle of a connection and for UDP. */
export function talk(sides: string, options: RowOptions = {}): readonly Row[] {
  return [row(sides, options), row(reversed(sides), sameInterface(sides, options))];
}

export function statusRow(status: 'NODATA' | 'SKIPDATA', on: string, at: number): Row {
  const times = { start: String(BEGIN + at), end: String(BEGIN + at + 59) };
  return { version: '2', 'account-id': '111122223333', 'interface-id': on, ...times, 'log-status': status };
}

export function writeLog(rows: readonly Row[], format: Format = 'v5'): string {
  const names = FIELDS[format].split(' ');
  const lines = rows.map((one) => names.map((name) => one[name] ?? '-').join(' '));
  return `${[names.join(' '), ...lines].join('\n')}\n`;
}

function reversed(sides: string): string {
  const [left = '', arrow = '', right = ''] = sides.split(' ');
  return `${right} ${arrow} ${left}`;
}

/** The answer is seen by the interface that saw the request. */
function sameInterface(sides: string, options: RowOptions): RowOptions {
  return options.on === undefined ? { ...options, on: row(sides)['interface-id'] ?? 'eni-1' } : options;
}

function addressOf(side: string): string {
  const name = side.slice(0, side.lastIndexOf(':'));
  return ADDRESSES[name] ?? name.replace(/^\[|\]$/g, '');
}

function portOf(side: string): string {
  return side.slice(side.lastIndexOf(':') + 1);
}

function interfaceOf(address: string): string | undefined {
  const node = /^10\.0\.([1-4])\./.exec(address)?.[1];
  return node === undefined ? undefined : `eni-${node}`;
}

/** "the primary private IPv4 address": the near side never shows a pod's own. */
function shown(address: string, on: string): string {
  return interfaceOf(address) === on ? (PRIMARIES[on] ?? address) : address;
}
