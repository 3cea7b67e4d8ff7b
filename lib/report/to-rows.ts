// The report as rows of its tables; `from-rows.ts` is the way back.

import { compareText } from '../base/order.ts';
import { type Endpoint, endpointKey } from '../connections/connection.ts';
import type { PolicyManifest, ReportConnection, ReportCoverage, ReportDocument, ReportVerdict } from './document.ts';
import type { ReportData } from './report-data.ts';
import { soundJson } from './sound-json.ts';
import type { Cell, Row, TableRows } from './tables.ts';

/** Text that no database takes is made sound here, so that a file and an export say the same. */
export function toRows(data: ReportData): TableRows {
  return JSON.parse(soundJson(rawRows(data)));
}

function rawRows(data: ReportData): TableRows {
  const { document } = data;
  return {
    meta: [metaRow(document)],
    sources: data.sources.map((source, position) => ({
      position,
      key: source.key,
      format: source.format,
      records: source.records,
      malformed: source.malformed,
      no_data: source.noData,
      skip_data: source.skipData,
      bytes: source.bytes,
      etag: source.etag,
    })),
    malformed: data.malformed.map((row, position) => ({ position, ...row })),
    workloads: document.workloads.map(({ hostNetwork, labels, variants, ...rest }, position) => ({
      position,
      ...rest,
      labels: soundJson(labels),
      host_network: hostNetwork,
      variants: variants === undefined ? null : soundJson(variants),
    })),
    namespaces: (document.namespaces ?? []).map(({ name, labels }, position) => ({
      position,
      name,
      labels: soundJson(labels),
    })),
    services: (document.services ?? []).map(
      ({ addresses, externalAddresses, selector, ports, endpoints, ...named }, position) => ({
        position,
        ...named,
        addresses: soundJson(addresses),
        external_addresses: externalAddresses === undefined ? null : soundJson(externalAddresses),
        selector: selector === undefined ? null : soundJson(selector),
        ports: soundJson(ports),
        endpoints: endpoints === undefined ? null : soundJson(endpoints),
      }),
    ),
    endpoints: endpointRows(document.connections),
    connections: document.connections.map(connectionRow),
    verdicts: document.connections.flatMap(({ verdicts }, connection) => [
      verdictRow(connection, 'current', verdicts.current),
      verdictRow(connection, 'recommended', verdicts.recommended),
    ]),
    policies: [
      ...document.policies.current.map((manifest, position) => policyRow('current', manifest, position)),
      ...document.policies.recommended.map((manifest, position) => policyRow('recommended', manifest, position)),
    ],
    rule_usage: document.ruleUsage.map((usage, position) => ({
      position,
      ...usage,
      connections: soundJson(usage.connections),
    })),
    findings: document.findings.map((finding, position) => ({
      position,
      ...finding,
      evidence: soundJson(finding.evidence),
    })),
    coverage: coverageRows(document.coverage),
  };
}

function metaRow(document: ReportDocument): Row {
  const { inputs } = document;
  return {
    schema: document.schema,
    cluster: document.cluster,
    dataplane: document.dataplane,
    window_from: document.window.from,
    window_to: document.window.to,
    objects: inputs.objects,
    records: inputs.records,
    malformed: inputs.malformed,
    no_data: inputs.noData,
    skip_data: inputs.skipData,
    snapshots: inputs.snapshots,
    policies: inputs.policies,
    namespaces_known: document.namespaces !== undefined,
    services_known: document.services !== undefined,
    nodes: document.nodes === undefined ? null : soundJson(document.nodes),
    verification: soundJson(document.verification),
  };
}

function endpointRows(connections: readonly ReportConnection[]): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const { client, server } of connections) {
    for (const endpoint of [client, server]) rows.set(endpointKey(endpoint), endpointRow(endpoint));
  }
  return [...rows].sort(([left], [right]) => compareText(left, right)).map(([, row]) => row);
}

function endpointRow(endpoint: Endpoint): Row {
  const row: Record<string, Cell> = { endpoint: endpointKey(endpoint), kind: endpoint.kind };
  if ('namespace' in endpoint) row.namespace = endpoint.namespace;
  if ('workloadKind' in endpoint) row.workload_kind = endpoint.workloadKind;
  if ('name' in endpoint) row.name = endpoint.name;
  if ('address' in endpoint) row.address = endpoint.address;
  if ('cidr' in endpoint) row.cidr = endpoint.cidr;
  if ('reason' in endpoint) row.reason = endpoint.reason;
  return row;
}

function connectionRow(connection: ReportConnection, index: number): Row {
  return {
    connection: index,
    client: endpointKey(connection.client),
    server: endpointKey(connection.server),
    protocol: connection.protocol,
    port: connection.port,
    outcome: connection.outcome,
    evidence: connection.evidence,
    records: connection.records,
    bytes: connection.bytes,
    packets: connection.packets,
    first_seen: connection.firstSeen,
    last_seen: connection.lastSeen,
    kept: connection.kept,
    left_out: connection.leftOut ?? null,
  };
}

function verdictRow(connection: number, policySet: string, verdict: ReportVerdict): Row {
  return {
    connection,
    policy_set: policySet,
    allowed: verdict.allowed,
    unknown: verdict.unknown ?? null,
    partial: verdict.partial === true,
    egress_isolated: verdict.egress.isolated,
    egress_allowed: verdict.egress.allowed,
    egress_by: soundJson(verdict.egress.by),
    egress_unknown: verdict.egress.unknown ?? null,
    ingress_isolated: verdict.ingress.isolated,
    ingress_allowed: verdict.ingress.allowed,
    ingress_by: soundJson(verdict.ingress.by),
    ingress_unknown: verdict.ingress.unknown ?? null,
  };
}

function policyRow(policySet: string, manifest: PolicyManifest, position: number): Row {
  const metadata = manifest.metadata;
  const field = (name: string): Cell => {
    const value: unknown = typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, name) : undefined;
    return typeof value === 'string' ? value : null;
  };
  return {
    policy_set: policySet,
    position,
    namespace: field('namespace'),
    name: field('name'),
    manifest: soundJson(manifest),
  };
}

function coverageRows(coverage: ReportCoverage): readonly Row[] {
  const { blind, ...sameNode } = coverage.sameNode;
  const rows: readonly Row[] = [
    { aspect: 'attributed', subject: null, records: coverage.attributed, detail: soundJson(coverage.attributed) },
    ...coverage.unattributed.map((entry) => entryRow('unattributed', entry.reason, entry.records, entry)),
    entryRow('same-node', null, null, sameNode),
    ...blind.map((pair) => entryRow('same-node-pair', `${pair.left} ${pair.right}`, null, pair)),
    ...coverage.gaps.map((gap) => entryRow('gap', null, null, gap)),
    ...coverage.skipped.map((entry) => entryRow('skipped', entry.interface, entry.rows, entry)),
    ...coverage.otherProtocols.map((entry) => entryRow('other-protocol', String(entry.protocol), entry.records, entry)),
    entryRow('snapshots', null, null, coverage.snapshots),
  ];
  return rows.map((row, position) => ({ position, ...row }));
}

function entryRow(aspect: string, subject: string | null, records: number | null, detail: object): Row {
  return { aspect, subject, records, detail: soundJson(detail) };
}
