// Reads the peers and ports of a networking.k8s.io/v1 rule, to the API server's own validation.
import { type Cidr, cidrContainsCidr, formatCidr, type ParsedCidr, parseCidr } from '../../net/cidr.ts';
import { isPortNumber } from '../../net/port-set.ts';
import type { TransportProtocol } from '../../sources/kubernetes-objects.ts';
import type { Selector } from '../selector.ts';
import { readLabelSelector } from './label-selector.ts';
import {
  type Cursor,
  checkFields,
  isAbsent,
  itemsOf,
  propertyOf,
  reportInvalid,
  reportMissing,
  textOf,
} from './manifest-reader.ts';

export interface IpBlock {
  readonly kind: 'ip-block';
  readonly cidr: Cidr;
  readonly except: readonly Cidr[];
  /** Blocks written with bits outside the prefix: the text, and what it is used as. */
  readonly masked: readonly { readonly text: string; readonly used: string }[];
}

export interface SelectedPods {
  readonly kind: 'pods';
  readonly podSelector: Selector | undefined;
  readonly namespaceSelector: Selector | undefined;
}

export type NetworkPolicyPeer = IpBlock | SelectedPods;

export interface NetworkPolicyPort {
  readonly protocol: TransportProtocol | undefined;
  readonly port: number | string | undefined;
  readonly endPort: number | undefined;
}

/** An entry of `ingress` or `egress`; `peers` is its `from` or `to`. Absent and empty are still apart. */
export interface NetworkPolicyRule {
  readonly peers: readonly NetworkPolicyPeer[] | undefined;
  readonly ports: readonly NetworkPolicyPort[] | undefined;
}

const PROTOCOLS: readonly TransportProtocol[] = ['TCP', 'UDP', 'SCTP'];

export function readRule(cursor: Cursor, peersField: 'from' | 'to'): NetworkPolicyRule {
  if (!checkFields(cursor, [peersField, 'ports'])) return { peers: undefined, ports: undefined };
  return {
    peers: itemsOf(propertyOf(cursor, peersField))?.flatMap((item) => readPeer(item) ?? []),
    ports: itemsOf(propertyOf(cursor, 'ports'))?.flatMap((item) => readPort(item) ?? []),
  };
}

function readPeer(cursor: Cursor): NetworkPolicyPeer | undefined {
  if (!checkFields(cursor, ['podSelector', 'namespaceSelector', 'ipBlock'])) return undefined;
  const podSelector = propertyOf(cursor, 'podSelector');
  const namespaceSelector = propertyOf(cursor, 'namespaceSelector');
  const ipBlock = propertyOf(cursor, 'ipBlock');
  const hasSelector = !isAbsent(podSelector) || !isAbsent(namespaceSelector);
  if (!isAbsent(ipBlock)) {
    // "If this field is set then neither of the other fields can be."
    if (hasSelector) reportInvalid(ipBlock, 'alone in its peer');
    return readIpBlock(ipBlock);
  }
  if (!hasSelector) {
    reportMissing(cursor, 'one of podSelector, namespaceSelector, ipBlock');
    return undefined;
  }
  return {
    kind: 'pods',
    podSelector: isAbsent(podSelector) ? undefined : readLabelSelector(podSelector),
    namespaceSelector: isAbsent(namespaceSelector) ? undefined : readLabelSelector(namespaceSelector),
  };
}

function readIpBlock(cursor: Cursor): IpBlock | undefined {
  if (!checkFields(cursor, ['cidr', 'except'])) return undefined;
  const cidrCursor = propertyOf(cursor, 'cidr');
  const cidr = readCidr(cidrCursor);
  const exceptCursors = itemsOf(propertyOf(cursor, 'except')) ?? [];
  const except = exceptCursors.map(readCidr);
  if (cidr === undefined) return undefined;
  for (const [index, hole] of except.entries()) {
    const exceptCursor = exceptCursors[index];
    // "Except values will be rejected if they are outside the cidr range"; validation asks for a strict subset.
    const isInside = hole !== undefined && hole.prefix > cidr.prefix && cidrContainsCidr(cidr, hole);
    if (hole !== undefined && exceptCursor !== undefined && !isInside) {
      reportInvalid(exceptCursor, 'a strict subset of cidr');
    }
  }
  const masked = [cidrCursor, ...exceptCursors].flatMap(maskedText);
  return { kind: 'ip-block', cidr, except: except.flatMap((hole) => hole ?? []), masked };
}

function readCidr(cursor: Cursor): ParsedCidr | undefined {
  const text = textOf(cursor);
  if (text === undefined) return undefined;
  const cidr = parseCidr(text);
  if (cidr === undefined) reportInvalid(cursor, 'a CIDR block such as 10.0.0.0/8');
  return cidr;
}

function maskedText({ value }: Cursor): { readonly text: string; readonly used: string } | [] {
  const cidr = typeof value === 'string' ? parseCidr(value) : undefined;
  return typeof value === 'string' && cidr?.hostBitsSet ? { text: value, used: formatCidr(cidr) } : [];
}

function readPort(cursor: Cursor): NetworkPolicyPort | undefined {
  if (!checkFields(cursor, ['protocol', 'port', 'endPort'])) return undefined;
  const port = readPortValue(propertyOf(cursor, 'port'));
  return {
    protocol: readProtocol(propertyOf(cursor, 'protocol')),
    port,
    endPort: readEndPort(propertyOf(cursor, 'endPort'), port),
  };
}

function readProtocol(cursor: Cursor): TransportProtocol | undefined {
  if (isAbsent(cursor)) return undefined;
  const protocol = PROTOCOLS.find((one) => one === cursor.value);
  if (protocol === undefined) reportInvalid(cursor, `one of ${PROTOCOLS.join(', ')}`);
  return protocol;
}

function readPortValue(cursor: Cursor): number | string | undefined {
  if (isAbsent(cursor)) return undefined;
  const { value } = cursor;
  if (isPortNumber(value) || (typeof value === 'string' && isPortName(value))) return value;
  reportInvalid(cursor, 'a port number from 1 to 65535 or a container port name');
  return undefined;
}

/** "This field cannot be defined if the port field is not defined or if the port field is defined as a named (string) port." */
function readEndPort(cursor: Cursor, port: number | string | undefined): number | undefined {
  if (isAbsent(cursor)) return undefined;
  const { value } = cursor;
  if (isPortNumber(value) && typeof port === 'number' && value >= port) return value;
  reportInvalid(cursor, 'a port number not below a numeric port');
  return undefined;
}

/** IANA service name: up to 15 of a-z, 0-9 and single inner hyphens, at least one letter. */
function isPortName(text: string): boolean {
  return /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text);
}
