// The document back from the rows of a report file, equal to the last byte of its export to the one that was written.

import type { Diagnostic } from '../base/diagnostic.ts';
import type { Endpoint } from '../connections/connection.ts';
import {
  REPORT_SCHEMA,
  type ReportConnection,
  type ReportCoverage,
  type ReportDirectionVerdict,
  type ReportDocument,
  type ReportService,
  type ReportVerdict,
} from './document.ts';
import { RowError, RowReader } from './row-reader.ts';
import type { Row, TableRows } from './tables.ts';

export type FromRows =
  | { readonly kind: 'document'; readonly document: ReportDocument }
  | { readonly kind: 'unusable'; readonly diagnostic: Diagnostic };

/** `source` names the file in the diagnostic: a report file is untrusted input. */
export function fromRows(rows: TableRows, source: string): FromRows {
  try {
    return { kind: 'document', document: readDocument(rows) };
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    const diagnostic: Diagnostic = {
      code: 'report-damaged',
      level: 'error',
      message: error.message,
      place: { source },
      mend: 'make the report anew with `flowfence analyze`',
    };
    return { kind: 'unusable', diagnostic };
  }
}

function readDocument(rows: TableRows): ReportDocument {
  const meta = readersOf('meta', rows.meta)[0];
  if (meta === undefined) throw new RowError('table meta has no row');
  const schema = meta.text('schema');
  if (schema !== REPORT_SCHEMA) throw new RowError(`table meta: schema is ${schema}, not ${REPORT_SCHEMA}`);
  return {
    schema: REPORT_SCHEMA,
    cluster: meta.text('cluster'),
    dataplane: meta.text('dataplane'),
    window: { from: meta.text('window_from'), to: meta.text('window_to') },
    inputs: readInputs(meta),
    coverage: readCoverage(readersOf('coverage', rows.coverage)),
    workloads: readersOf('workloads', rows.workloads).map(readWorkload),
    ...(meta.optionalFlag('namespaces_known') === true
      ? {
          namespaces: readersOf('namespaces', rows.namespaces).map((row) => ({
            name: row.text('name'),
            labels: row.json('labels'),
          })),
        }
      : {}),
    ...(meta.optionalFlag('services_known') === true
      ? { services: readersOf('services', rows.services).map(readService) }
      : {}),
    ...(meta.optionalText('nodes') === undefined ? {} : { nodes: meta.json('nodes') }),
    connections: readConnections(rows),
    policies: { current: manifests(rows, 'current'), recommended: manifests(rows, 'recommended') },
    ruleUsage: readersOf('rule_usage', rows.rule_usage).map((row) => ({
      policy: row.text('policy'),
      direction: row.oneOf('direction', ['ingress', 'egress']),
      rule: row.number('rule'),
      peer: row.text('peer'),
      ports: row.text('ports'),
      connections: row.json('connections'),
      purpose: row.oneOf('purpose', ['observed', 'dns', 'default-deny', 'health-check']),
    })),
    verification: meta.json('verification'),
    findings: readersOf('findings', rows.findings).map((row) => ({
      kind: row.text('kind'),
      severity: row.oneOf('severity', ['high', 'medium', 'low', 'info']),
      subject: row.text('subject'),
      message: row.text('message'),
      evidence: row.json('evidence'),
    })),
  };
}

function readersOf(table: string, rows: readonly Row[]): readonly RowReader[] {
  return rows.map((row, index) => new RowReader(`table ${table}, row ${index + 1}`, row));
}

function readInputs(meta: RowReader): ReportDocument['inputs'] {
  return {
    objects: meta.number('objects'),
    records: meta.number('records'),
    malformed: meta.number('malformed'),
    noData: meta.number('no_data'),
    skipData: meta.number('skip_data'),
    snapshots: meta.number('snapshots'),
    policies: meta.number('policies'),
  };
}

function readWorkload(row: RowReader): ReportDocument['workloads'][number] {
  return {
    id: row.text('id'),
    namespace: row.text('namespace'),
    kind: row.text('kind'),
    name: row.text('name'),
    labels: row.json('labels'),
    pods: row.number('pods'),
    hostNetwork: row.flag('host_network'),
    ...(row.optionalText('variants') === undefined ? {} : { variants: row.json('variants') }),
  };
}

function readService(row: RowReader): ReportService {
  return {
    namespace: row.text('namespace'),
    name: row.text('name'),
    addresses: row.json('addresses'),
    ...(row.optionalText('external_addresses') === undefined
      ? {}
      : { externalAddresses: row.json('external_addresses') }),
    ...(row.optionalText('selector') === undefined ? {} : { selector: row.json('selector') }),
    ports: row.json('ports'),
    ...(row.optionalText('endpoints') === undefined ? {} : { endpoints: row.json('endpoints') }),
  };
}

function readConnections(rows: TableRows): readonly ReportConnection[] {
  const endpoints = new Map(
    readersOf('endpoints', rows.endpoints).map((row) => [row.text('endpoint'), readEndpoint(row)]),
  );
  const verdicts = new Map(
    readersOf('verdicts', rows.verdicts).map((row) => [
      `${row.number('connection')} ${row.text('policy_set')}`,
      readVerdict(row),
    ]),
  );
  return readersOf('connections', rows.connections).map((row) => {
    const number = row.number('connection');
    return {
      client: row.refer(endpoints, 'client'),
      server: row.refer(endpoints, 'server'),
      protocol: row.oneOf('protocol', ['TCP', 'UDP', 'SCTP']),
      port: row.number('port'),
      outcome: row.oneOf('outcome', ['established', 'oneway', 'unanswered', 'rejected']),
      evidence: row.oneOf('evidence', ['syn', 'syn-ack', 'listener', 'declared', 'fan-in', 'port-range']),
      records: row.number('records'),
      bytes: row.number('bytes'),
      packets: row.number('packets'),
      firstSeen: row.text('first_seen'),
      lastSeen: row.text('last_seen'),
      kept: row.flag('kept'),
      ...row.optional('leftOut', 'left_out'),
      verdicts: {
        current: row.entry(verdicts, `${number} current`),
        recommended: row.entry(verdicts, `${number} recommended`),
      },
    };
  });
}

function readEndpoint(row: RowReader): Endpoint {
  const kind = row.oneOf('kind', ['workload', 'node', 'service', 'external', 'unknown']);
  switch (kind) {
    case 'workload':
      return {
        kind,
        namespace: row.text('namespace'),
        workloadKind: row.text('workload_kind'),
        name: row.text('name'),
      };
    case 'node':
      return { kind, name: row.text('name'), address: row.text('address') };
    case 'service':
      return { kind, namespace: row.text('namespace'), name: row.text('name'), address: row.text('address') };
    case 'external':
      return { kind, cidr: row.text('cidr') };
    case 'unknown': {
      const reasons = ['ambiguous', 'unassigned', 'unseen-pod', 'reserved', 'substituted'] as const;
      return { kind, address: row.text('address'), reason: row.oneOf('reason', reasons) };
    }
  }
}

function readVerdict(row: RowReader): ReportVerdict {
  return {
    allowed: row.flag('allowed'),
    ...row.optional('unknown', 'unknown'),
    ...(row.flag('partial') ? { partial: true } : {}),
    egress: readDirection(row, 'egress'),
    ingress: readDirection(row, 'ingress'),
  };
}

function readDirection(row: RowReader, direction: string): ReportDirectionVerdict {
  return {
    isolated: row.flag(`${direction}_isolated`),
    allowed: row.flag(`${direction}_allowed`),
    by: row.json(`${direction}_by`),
    ...row.optional('unknown', `${direction}_unknown`),
  };
}

function manifests(rows: TableRows, policySet: string): ReportDocument['policies']['current'] {
  return readersOf('policies', rows.policies)
    .filter((row) => row.text('policy_set') === policySet)
    .map((row) => row.json('manifest'));
}

function readCoverage(rows: readonly RowReader[]): ReportCoverage {
  const only = (aspect: string) => rows.filter((row) => row.text('aspect') === aspect);
  const one = (aspect: string): RowReader => {
    const row = only(aspect)[0];
    if (row === undefined) throw new RowError(`table coverage has no row ${aspect}`);
    return row;
  };
  const details = <T>(aspect: string): readonly T[] => only(aspect).map((row) => row.json<T>('detail'));
  return {
    attributed: one('attributed').json('detail'),
    unattributed: details('unattributed'),
    sameNode: {
      ...one('same-node').json<{ pairs: number; alwaysTogether: number }>('detail'),
      blind: details('same-node-pair'),
    },
    gaps: details('gap'),
    skipped: details('skipped'),
    otherProtocols: details('other-protocol'),
    snapshots: one('snapshots').json('detail'),
  };
}
