// Reads protocols, ICMP types and ports of a Calico rule.
import { ALL_PORTS, HIGHEST_PORT, LOWEST_PORT, type PortSet, portSet, subtractPorts } from '../../net/port-set.ts';
import type { TransportProtocol } from '../../sources/kubernetes-objects.ts';
import type { CompiledPort, CompiledRule } from '../compiled.ts';
import { type Cursor, checkFields, isAbsent, itemsOf, propertyOf, reportInvalid } from './manifest-reader.ts';

type Protocol = TransportProtocol | 'ICMP' | 'ICMPv6' | 'other';

const NAMES: readonly string[] = ['TCP', 'UDP', 'ICMP', 'ICMPv6', 'SCTP', 'UDPLite'];
const BY_NAME: ReadonlyMap<unknown, Protocol> = new Map<unknown, Protocol>([
  ...(['TCP', 'UDP', 'SCTP', 'ICMP', 'ICMPv6'] as const).map((name) => [name, name] as const),
  ['UDPLite', 'other'],
  [6, 'TCP'],
  [17, 'UDP'],
  [132, 'SCTP'],
  [1, 'ICMP'],
  [58, 'ICMPv6'],
]);
const ASKED: readonly Protocol[] = ['TCP', 'UDP', 'SCTP', 'ICMP', 'ICMPv6'];

export interface RulePorts {
  readonly ports: CompiledRule['ports'];
  /** What cannot be said in ports of the destination. */
  readonly beyond: readonly string[];
}

/** The ports that a question names are those of the destination. */
export function readPorts(rule: Cursor): RulePorts {
  const destination = propertyOf(rule, 'destination');
  const protocol = readProtocol(propertyOf(rule, 'protocol'));
  const notProtocol = readProtocol(propertyOf(rule, 'notProtocol'));
  const types = readIcmp(rule, protocol);
  const ports = readPortList(propertyOf(destination, 'ports'), protocol);
  const notPorts = readPortList(propertyOf(destination, 'notPorts'), protocol);
  const source = propertyOf(rule, 'source');
  const ofSource = [
    readPortList(propertyOf(source, 'ports'), protocol),
    readPortList(propertyOf(source, 'notPorts'), protocol),
  ];
  const askSource = ofSource.some((list) => list !== undefined) ? ['source ports'] : [];
  if (protocol === undefined && notProtocol === undefined) return { ports: { kind: 'all' }, beyond: askSource };
  const protocols = (protocol === undefined ? ASKED : [protocol]).filter((one) => one !== notProtocol);
  const numbers = subtractPorts(ports?.numbers ?? ALL_PORTS, notPorts?.numbers ?? []);
  const names = ports?.names ?? [];
  const compiled = [
    ...protocols.flatMap((one) => (isTransport(one) ? transportPorts(one, { numbers, names }) : [])),
    ...icmpPort(protocols, types),
  ];
  const leftOut = notPorts !== undefined && (notPorts.names.length > 0 || names.length > 0);
  const beyond = [...(leftOut ? ['named ports beside notPorts'] : []), ...askSource];
  return { ports: { kind: 'some', ports: compiled }, beyond };
}

function isTransport(protocol: Protocol): protocol is TransportProtocol {
  return protocol === 'TCP' || protocol === 'UDP' || protocol === 'SCTP';
}

function transportPorts(protocol: TransportProtocol, { numbers, names }: PortList): readonly CompiledPort[] {
  return [
    ...numbers.map(({ first, last }) => ({ kind: 'numbers', protocol, first, last, range: false }) as const),
    ...names.map((name) => ({ kind: 'name', protocol, name }) as const),
  ];
}

function icmpPort(protocols: readonly Protocol[], types: 'all' | 'some'): readonly CompiledPort[] {
  const [v4, v6] = [protocols.includes('ICMP'), protocols.includes('ICMPv6')];
  if (!v4 && !v6) return [];
  return [{ kind: 'icmp', family: v4 && v6 ? undefined : v4 ? 4 : 6, types }];
}

/** "Must be one of these string values: TCP, UDP, ICMP, ICMPv6, SCTP, UDPLite or an integer in the range 1-255." */
function readProtocol(cursor: Cursor): Protocol | undefined {
  if (isAbsent(cursor)) return undefined;
  const { value } = cursor;
  const known = BY_NAME.get(value);
  if (known !== undefined) return known;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 255) return 'other';
  reportInvalid(cursor, `one of ${NAMES.join(', ')} or a number from 1 to 255`);
  return undefined;
}

function readIcmp(rule: Cursor, protocol: Protocol | undefined): 'all' | 'some' {
  const fields = [propertyOf(rule, 'icmp'), propertyOf(rule, 'notICMP')].filter((field) => !isAbsent(field));
  const typed = fields.filter((field) => {
    // "ICMP fields require protocol to be ICMP or ICMPv6"
    if (protocol !== 'ICMP' && protocol !== 'ICMPv6')
      reportInvalid(field, 'absent where protocol is not ICMP or ICMPv6');
    if (!checkFields(field, ['type', 'code'])) return false;
    const [type, code] = [propertyOf(field, 'type'), propertyOf(field, 'code')];
    for (const [number, highest] of [[type, 254] as const, [code, 255] as const]) {
      if (!isAbsent(number) && !isWhole(number.value, 0, highest))
        reportInvalid(number, `a number from 0 to ${highest}`);
    }
    // "ICMP code specified without an ICMP type"
    if (isAbsent(type) && !isAbsent(code)) reportInvalid(code, 'absent where there is no type');
    return !isAbsent(type);
  });
  return typed.length > 0 ? 'some' : 'all';
}

interface PortList {
  readonly numbers: PortSet;
  readonly names: readonly string[];
}

/** Undefined where the list is absent or empty. "Ports ... requires the Protocol match in the Rule." */
function readPortList(cursor: Cursor, protocol: Protocol | undefined): PortList | undefined {
  const items = itemsOf(cursor);
  if (items === undefined || items.length === 0) return undefined;
  if (protocol === undefined || !isTransport(protocol)) {
    reportInvalid(cursor, 'absent where protocol is not TCP, UDP or SCTP');
  }
  const entries = items.map(readPort);
  return {
    numbers: portSet(entries.flatMap((entry) => (typeof entry === 'object' ? [entry] : []))),
    names: entries.flatMap((entry) => (typeof entry === 'string' ? [entry] : [])),
  };
}

/** A number, `first:last`, or a name. Port 0 is none that a connection has. */
function readPort(cursor: Cursor): { readonly first: number; readonly last: number } | string | undefined {
  const { value } = cursor;
  if (isWhole(value, 0, HIGHEST_PORT)) return { first: Math.max(value, LOWEST_PORT), last: value };
  const range = typeof value === 'string' ? /^(\d{1,5}):(\d{1,5})$/.exec(value) : null;
  const [first, last] = [Number(range?.[1]), Number(range?.[2])];
  if (range !== null && first <= last && last <= HIGHEST_PORT) return { first: Math.max(first, LOWEST_PORT), last };
  if (typeof value === 'string' && /^(?=.*[a-z])[a-z0-9-]{1,63}$/i.test(value)) return value;
  if (typeof value === 'string' && /^\d{1,5}$/.test(value) && Number(value) <= HIGHEST_PORT) {
    return { first: Math.max(Number(value), LOWEST_PORT), last: Number(value) };
  }
  reportInvalid(cursor, 'a port number, a range such as 6040:6050, or a port name');
  return undefined;
}

function isWhole(value: unknown, lowest: number, highest: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= lowest && value <= highest;
}
