// The only file that knows the columns of connections as DuckDB gives them: row to connection.
import { invariant } from '../base/assert.ts';
import type { Connection, ConnectionProtocol, Endpoint, Outcome, UnknownReason } from './connection.ts';
import { EVIDENCE } from './connection.ts';

export type ConnectionRow = Readonly<Record<string, string | number | boolean | null>>;

const PROTOCOLS: Readonly<Record<number, ConnectionProtocol>> = { 6: 'TCP', 17: 'UDP', 132: 'SCTP' };

export function connectionFromRow(row: ConnectionRow): Connection {
  const protocol = PROTOCOLS[numberOf(row, 'protocol')];
  invariant(protocol !== undefined, 'connections have a protocol with ports');
  const evidence = EVIDENCE[numberOf(row, 'rank') - 1];
  invariant(evidence !== undefined, 'oriented connections have evidence');
  return {
    client: endpointFromRow(row, 'client'),
    server: endpointFromRow(row, 'server'),
    protocol,
    port: numberOf(row, 'server_port'),
    outcome: outcomeOf(row, protocol),
    evidence,
    records: numberOf(row, 'records'),
    bytes: numberOf(row, 'bytes'),
    packets: numberOf(row, 'packets'),
    firstSeenSeconds: numberOf(row, 'first_seconds'),
    lastSeenSeconds: numberOf(row, 'last_seconds'),
    payload: row.payload === true,
  };
}

/** The strongest that was shown: established, oneway, rejected, unanswered. A server that spoke had been asked. */
function outcomeOf(row: ConnectionRow, protocol: ConnectionProtocol): Outcome {
  if (numberOf(row, 'both_count') > 0 || numberOf(row, 'server_only_count') > 0) return 'established';
  if (protocol === 'UDP' && numberOf(row, 'client_only_count') > 0) return 'oneway';
  return numberOf(row, 'rejected_count') > 0 ? 'rejected' : 'unanswered';
}

function endpointFromRow(row: ConnectionRow, side: 'client' | 'server'): Endpoint {
  const ref = row[`${side}_ref`];
  const text = typeof ref === 'string' ? ref : '';
  const shown = row[`${side}_shown_address`];
  const address = typeof shown === 'string' ? shown : '';
  const [namespace = '', second = '', ...rest] = text.split('/');
  switch (row[`${side}_kind`]) {
    case 'workload':
      return { kind: 'workload', namespace, workloadKind: second, name: rest.join('/') };
    case 'node':
      return { kind: 'node', name: text, address };
    case 'service':
      return { kind: 'service', namespace, name: second, address };
    case 'external':
      return { kind: 'external', cidr: `${address}/${address.includes(':') ? 128 : 32}` };
    default:
      return { kind: 'unknown', address, reason: text as UnknownReason };
  }
}

function numberOf(row: ConnectionRow, column: string): number {
  const value = row[column];
  invariant(typeof value === 'number', `column ${column} is a number`);
  return value;
}
