// Reads a rule of the network policy API's cluster-wide policies: action, peers, ports.
import type { CompiledPort, CompiledRule } from '../compiled.ts';
import type { Direction } from '../model.ts';
import { boundedItems, type PeerDialect, type PeerField, readPeer } from './cluster-wide-peer.ts';
import {
  type Cursor,
  checkFields,
  isAbsent,
  propertyOf,
  reportInvalid,
  reportMissing,
  textOf,
} from './manifest-reader.ts';

/** Where the versions and kinds of the API differ. */
export interface RuleDialect extends PeerDialect {
  /** Of rules in a direction, peers in a rule and ports in a rule. */
  readonly longestList: number;
  /** From the word of the manifest. */
  readonly actions: Readonly<Record<string, CompiledRule['action']>>;
  readonly egressPeers: readonly PeerField[];
  readonly portsField: 'ports' | 'protocols';
  /** A name without a protocol is one port of each. */
  readonly readPort: (cursor: Cursor) => readonly CompiledPort[];
}

/** Ingress has neither blocks nor nodes, in any version. */
const INGRESS_PEERS: readonly PeerField[] = ['namespaces', 'pods'];
const WITHOUT_NAMED_PORTS: readonly PeerField[] = ['networks', 'nodes', 'domainNames'];
const LONGEST_NAME = 100;

/** In the order of the manifest: "a rule that appears at the top of the ingress rules would take the highest precedence". */
export function readRules(spec: Cursor, direction: Direction, dialect: RuleDialect): readonly CompiledRule[] {
  const items = boundedItems(propertyOf(spec, direction), { least: 0, most: dialect.longestList }) ?? [];
  return items.flatMap((item) => readRule(item, direction, dialect) ?? []);
}

function readRule(cursor: Cursor, direction: Direction, dialect: RuleDialect): CompiledRule | undefined {
  const peersField = direction === 'ingress' ? 'from' : 'to';
  const { portsField, longestList } = dialect;
  if (!checkFields(cursor, ['name', 'action', peersField, portsField])) return undefined;
  checkName(propertyOf(cursor, 'name'));
  const action = readAction(propertyOf(cursor, 'action'), dialect);
  // "This field must be defined and contain at least one item."
  if (isAbsent(propertyOf(cursor, peersField))) reportMissing(cursor, peersField);
  const written = boundedItems(propertyOf(cursor, peersField), { least: 1, most: longestList }) ?? [];
  const fields = direction === 'ingress' ? INGRESS_PEERS : dialect.egressPeers;
  const peers = written.flatMap((item) => readPeer(item, fields, dialect));
  const ports = readPorts(propertyOf(cursor, portsField), dialect);
  if (action === undefined) return undefined;
  checkTogether(cursor, { action, written, ports });
  return {
    action,
    path: cursor.path,
    peers: { kind: 'some', peers },
    // "If Ports is not set then the rule does not filter traffic via port." "If unspecified, protocol-specific attributes
    // will not be used to match traffic."
    ports: ports === undefined ? { kind: 'all' } : { kind: 'some', ports },
  };
}

function checkName(cursor: Cursor): void {
  if (isAbsent(cursor)) return;
  const name = textOf(cursor);
  if (name !== undefined && name.length > LONGEST_NAME)
    reportInvalid(cursor, `text of at most ${LONGEST_NAME} characters`);
}

function readAction(cursor: Cursor, { actions }: RuleDialect): CompiledRule['action'] | undefined {
  const { value } = cursor;
  const action = typeof value === 'string' && Object.hasOwn(actions, value) ? actions[value] : undefined;
  if (action === undefined) reportInvalid(cursor, `one of ${Object.keys(actions).join(', ')}`);
  return action;
}

/** Undefined: all, whatever the protocol. */
function readPorts(cursor: Cursor, dialect: RuleDialect): readonly CompiledPort[] | undefined {
  const items = boundedItems(cursor, { least: 1, most: dialect.longestList });
  return items?.flatMap((item) => dialect.readPort(item));
}

/** What is sound by itself and not in one rule. `written`: its peers. */
function checkTogether(
  rule: Cursor,
  {
    action,
    written,
    ports,
  }: Pick<CompiledRule, 'action'> & {
    readonly written: readonly Cursor[];
    readonly ports: readonly CompiledPort[] | undefined;
  },
): void {
  const has = (field: PeerField) => written.some((peer) => !isAbsent(propertyOf(peer, field)));
  // "DomainNames is only supported for Accept rules." (v1alpha1: "for ALLOW rules")
  if (has('domainNames') && action !== 'allow') {
    reportInvalid(propertyOf(rule, 'action'), 'the action of a rule that allows, which domainNames ask for');
  }
  // "networks/nodes/domainNames peer cannot be set with namedPorts since there are no namedPorts for
  // networks/nodes/domainNames"
  if (WITHOUT_NAMED_PORTS.some(has) && ports?.some(({ kind }) => kind === 'name')) {
    reportMissing(rule, 'port numbers in the place of names, which networks, nodes and domainNames do not have');
  }
}
