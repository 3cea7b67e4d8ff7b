// Reads one entry of `ingress` or `egress` of a Calico policy.
import type { CompiledRule } from '../compiled.ts';
import type { Direction } from '../model.ts';
import { ENTITY_FIELDS, type RuleContext, readEntity } from './calico-entity.ts';
import { readPorts } from './calico-ports.ts';
import { type Cursor, checkFields, isAbsent, propertyOf, reportInvalid } from './manifest-reader.ts';

const FIELDS = [
  ...['metadata', 'action', 'protocol', 'notProtocol', 'icmp', 'notICMP', 'ipVersion', 'source', 'destination', 'http'],
];

const ACTIONS: Readonly<Record<string, CompiledRule['action'] | 'log'>> = {
  Allow: 'allow',
  Deny: 'deny',
  Pass: 'pass',
  Log: 'log',
};

export interface RuleSide extends RuleContext {
  readonly direction: Direction;
}

/** None for a rule that only logs: "After a Log action, processing continues with the next rule". */
export function readRule(cursor: Cursor, side: RuleSide): readonly CompiledRule[] {
  if (!checkFields(cursor, FIELDS)) return [];
  const action = readAction(propertyOf(cursor, 'action'));
  const source = readSide(propertyOf(cursor, 'source'));
  const destination = readSide(propertyOf(cursor, 'destination'));
  const { ports, beyond } = readPorts(cursor);
  const further = [...beyond, ...(isAbsent(propertyOf(cursor, 'http')) ? [] : ['HTTP rules'])];
  const family = readFamily(propertyOf(cursor, 'ipVersion'));
  // In an ingress rule the source is the other side and the destination the judged pod; in egress the reverse.
  const [peerSide, subjectSide] = side.direction === 'ingress' ? [source, destination] : [destination, source];
  const peer = readEntity(peerSide, side);
  const subject = readEntity(subjectSide, side);
  if (action === undefined || action === 'log') return [];
  const rule: CompiledRule = {
    action,
    path: cursor.path,
    peers: peer === undefined ? { kind: 'all' } : { kind: 'some', peers: [peer] },
    ports,
    ...(subject === undefined ? {} : { subject }),
    ...(family === undefined ? {} : { family }),
    ...(further.length === 0 ? {} : { beyond: further.join(', ') }),
  };
  return [rule];
}

function readAction(cursor: Cursor): CompiledRule['action'] | 'log' | undefined {
  const { value } = cursor;
  const action = typeof value === 'string' && Object.hasOwn(ACTIONS, value) ? ACTIONS[value] : undefined;
  if (action === undefined) reportInvalid(cursor, `one of ${Object.keys(ACTIONS).join(', ')}`);
  return action;
}

function readSide(cursor: Cursor): Cursor {
  if (!isAbsent(cursor)) checkFields(cursor, ENTITY_FIELDS);
  return cursor;
}

function readFamily(cursor: Cursor): 4 | 6 | undefined {
  const { value } = cursor;
  if (isAbsent(cursor)) return undefined;
  if (value === 4 || value === 6) return value;
  reportInvalid(cursor, '4 or 6');
  return undefined;
}
