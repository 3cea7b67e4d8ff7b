// Reads the ports of Cilium's rules: `toPorts` with what it asks above layer 4, and `icmps`.
import { HIGHEST_PORT, LOWEST_PORT } from '../../net/port-set.ts';
import type { TransportProtocol } from '../../sources/kubernetes-objects.ts';
import type { CompiledPort } from '../compiled.ts';
import { type Cursor, checkFields, isAbsent, itemsOf, propertyOf, reportInvalid, textOf } from './manifest-reader.ts';

const TRANSPORT: readonly TransportProtocol[] = ['TCP', 'UDP', 'SCTP'];
/** Protocols that a port entry may name and that no question is about. */
const WITHOUT_PORTS = ['VRRP', 'IGMP'];
const PORT_NAME = /^(?=.{1,15}$)(?=.*[A-Za-z])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/;
const LAST_ICMP_TYPE = 255;

/** `protocols`: as written, `ANY` where nothing is; `number`: 0 for all ports, undefined for a name. */
export interface CiliumPort {
  readonly protocol: string;
  readonly number: number | undefined;
  readonly isRange: boolean;
  readonly compiled: readonly CompiledPort[];
}

export function readCiliumPort(cursor: Cursor): CiliumPort | undefined {
  if (!checkFields(cursor, ['port', 'endPort', 'protocol'])) return undefined;
  const protocol = readProtocol(propertyOf(cursor, 'protocol'));
  const port = readPort(propertyOf(cursor, 'port'));
  const last = readEndPort(propertyOf(cursor, 'endPort'), port);
  if (protocol === undefined || port === undefined) return undefined;
  const compiled = protocolsOf(protocol).map((one) => compilePort(one, port, last));
  const number = typeof port === 'number' ? port : undefined;
  return { protocol, number, isRange: last !== undefined, compiled };
}

function compilePort(protocol: TransportProtocol, port: number | string, last: number | undefined): CompiledPort {
  // "normalize for case insensitive comparison" (rule_validation.go)
  if (typeof port === 'string') return { kind: 'name', protocol, name: port.toLowerCase() };
  if (port === 0) return { kind: 'numbers', protocol, first: LOWEST_PORT, last: HIGHEST_PORT, range: false };
  return { kind: 'numbers', protocol, first: port, last: last ?? port, range: last !== undefined };
}

/** "If omitted or empty, any protocol matches … Matching on ICMP is not supported." */
function protocolsOf(protocol: string): readonly TransportProtocol[] {
  return protocol === 'ANY' ? TRANSPORT : TRANSPORT.filter((one) => one === protocol);
}

function readProtocol(cursor: Cursor): string | undefined {
  if (isAbsent(cursor) || cursor.value === '') return 'ANY';
  const known = ['ANY', ...TRANSPORT, ...WITHOUT_PORTS];
  const protocol = known.find((one) => one === cursor.value);
  if (protocol === undefined) reportInvalid(cursor, `one of ${known.join(', ')}`);
  return protocol;
}

/** "Port can be an L4 port number, or a name", as text in either case; 0 is every port. */
function readPort(cursor: Cursor): number | string | undefined {
  const text = textOf(cursor);
  if (text === undefined) return undefined;
  if (/^(?:0|[1-9][0-9]{0,4})$/.test(text) && Number(text) <= HIGHEST_PORT) return Number(text);
  if (PORT_NAME.test(text)) return text;
  reportInvalid(cursor, 'a port number or name, as text');
  return undefined;
}

/** "EndPort … is ignored when Port is a named port"; 0 is as good as none. */
function readEndPort(cursor: Cursor, port: number | string | undefined): number | undefined {
  const { value } = cursor;
  if (isAbsent(cursor) || value === 0) return undefined;
  const isPort = typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= HIGHEST_PORT;
  if (!isPort || (typeof port === 'number' && (port === 0 || value < port))) {
    reportInvalid(cursor, 'a port number not below port');
    return undefined;
  }
  return typeof port === 'number' ? value : undefined;
}

/** Undefined where the list is absent or empty. `types`: which types a question has it does not say. */
export function readIcmps(cursor: Cursor): readonly CompiledPort[] | undefined {
  const items = itemsOf(cursor);
  if (items === undefined || items.length === 0) return undefined;
  return items.flatMap((item) => {
    if (!checkFields(item, ['fields'])) return [];
    const fields = itemsOf(propertyOf(item, 'fields')) ?? [];
    if (fields.length === 0) reportInvalid(propertyOf(item, 'fields'), 'a list of ICMP types');
    return fields.flatMap(readIcmpField);
  });
}

/** "Family is a IP address version … IPv4 is set as default. Type … should be an 8bit code (0-255), or its CamelCase name." */
function readIcmpField(cursor: Cursor): readonly CompiledPort[] {
  if (!checkFields(cursor, ['family', 'type'])) return [];
  const family = propertyOf(cursor, 'family');
  const type = propertyOf(cursor, 'type');
  const { value } = type;
  const isNumber = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LAST_ICMP_TYPE;
  const isName = typeof value === 'string' && /^(?:[A-Z][A-Za-z]+|[0-9]{1,3})$/.test(value);
  if (!isNumber && !isName) reportInvalid(type, 'an ICMP type from 0 to 255, or its name');
  const isIpv4 = isAbsent(family) || family.value === '' || family.value === 'IPv4';
  if (!isIpv4 && family.value !== 'IPv6') reportInvalid(family, 'IPv4 or IPv6');
  return [{ kind: 'icmp', family: isIpv4 ? 4 : 6, types: 'some' }];
}
