// Connections as CSV (RFC 4180): one line each, both verdicts beside it.
import { endpointKey } from '../../connections/connection.ts';
import type { ReportConnection, ReportDocument, ReportVerdict } from '../document.ts';

const COLUMNS = [
  'client',
  'server',
  'protocol',
  'port',
  'outcome',
  'evidence',
  'records',
  'bytes',
  'packets',
  'first_seen',
  'last_seen',
  'kept',
  'left_out',
  'current',
  'current_egress_by',
  'current_ingress_by',
  'recommended',
] as const;

export function formatCsv({ connections }: Pick<ReportDocument, 'connections'>): string {
  return formatConnectionsCsv(connections);
}

export function formatConnectionsCsv(connections: readonly ReportConnection[]): string {
  const lines = [COLUMNS.join(','), ...connections.map((connection) => cells(connection).map(field).join(','))];
  return lines.map((line) => `${line}\r\n`).join('');
}

function cells(connection: ReportConnection): readonly (string | number | boolean)[] {
  const { current, recommended } = connection.verdicts;
  return [
    endpointKey(connection.client),
    endpointKey(connection.server),
    connection.protocol,
    connection.port,
    connection.outcome,
    connection.evidence,
    connection.records,
    connection.bytes,
    connection.packets,
    connection.firstSeen,
    connection.lastSeen,
    connection.kept,
    connection.leftOut ?? '',
    verdictWord(current),
    current.egress.by.join(' '),
    current.ingress.by.join(' '),
    verdictWord(recommended),
  ];
}

function verdictWord(verdict: ReportVerdict): string {
  if (verdict.unknown !== undefined) return 'unknown';
  if (verdict.partial === true) return 'partial';
  return verdict.allowed ? 'allowed' : 'denied';
}

/** Names come from untrusted objects: a leading =, +, - or @ would be a formula in a spreadsheet. */
function field(value: string | number | boolean): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
