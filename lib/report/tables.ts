// The tables of the report file: their columns, types and the comment that every column carries in the file itself.

export type ColumnType = 'VARCHAR' | 'INTEGER' | 'BIGINT' | 'BOOLEAN' | 'TIMESTAMP' | 'JSON';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly comment: string;
  /** Columns may be NULL only where the comment says when. */
  readonly nullable: boolean;
}

export interface Table {
  readonly name: TableName;
  readonly comment: string;
  readonly columns: readonly Column[];
  /** Rows are written and read in this order. */
  readonly orderBy: readonly string[];
}

export const TABLE_NAMES = [
  'meta',
  'sources',
  'malformed',
  'workloads',
  'namespaces',
  'services',
  'endpoints',
  'connections',
  'verdicts',
  'policies',
  'rule_usage',
  'findings',
  'coverage',
] as const;
export type TableName = (typeof TABLE_NAMES)[number];

export type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;
export type TableRows = Readonly<Record<TableName, readonly Row[]>>;

function must(name: string, type: ColumnType, comment: string): Column {
  return { name, type, comment, nullable: false };
}

function may(name: string, type: ColumnType, comment: string): Column {
  return { name, type, comment, nullable: true };
}

const POSITION = must('position', 'INTEGER', 'Place in the export list, from 0.');

const META: Table = {
  name: 'meta',
  comment: 'What was analyzed; one row.',
  orderBy: ['schema'],
  columns: [
    must('schema', 'VARCHAR', 'Name and version of the export schema.'),
    must('cluster', 'VARCHAR', 'Name of the cluster as given.'),
    must('dataplane', 'VARCHAR', 'Profile under which policies were evaluated.'),
    must('window_from', 'VARCHAR', 'Begin of the analyzed time, RFC 3339, UTC; empty where nothing was read.'),
    must('window_to', 'VARCHAR', 'End of the analyzed time, RFC 3339, UTC; empty where nothing was read.'),
    must('objects', 'BIGINT', 'Log objects read.'),
    must('records', 'BIGINT', 'Well-formed log lines with log-status OK.'),
    must('malformed', 'BIGINT', 'Log lines that could not be read.'),
    must('no_data', 'BIGINT', 'Log lines with log-status NODATA.'),
    must('skip_data', 'BIGINT', 'Log lines with log-status SKIPDATA: traffic was seen by the cloud and not written.'),
    must('snapshots', 'BIGINT', 'Kubernetes snapshots read.'),
    must('policies', 'BIGINT', 'Current NetworkPolicies that were evaluated.'),
    may('namespaces_known', 'BOOLEAN', 'Whether table namespaces was filled.'),
    may('services_known', 'BOOLEAN', 'Whether table services was filled.'),
    may('nodes', 'JSON', 'Nodes by what a dataplane may tell them apart; NULL where the profile tells none apart.'),
    must('verification', 'JSON', 'Proof of the recommendation: kept, rules needed, allowed beyond the observed.'),
  ],
};

const SOURCES: Table = {
  name: 'sources',
  comment: 'Log objects that were read, by key.',
  orderBy: ['position'],
  columns: [
    POSITION,
    must('key', 'VARCHAR', 'File path or object key.'),
    must('format', 'VARCHAR', 'Format as declared or read from the header.'),
    must('records', 'BIGINT', 'Well-formed lines with log-status OK.'),
    must('malformed', 'BIGINT', 'Lines that could not be read.'),
    must('no_data', 'BIGINT', 'Lines with log-status NODATA.'),
    must('skip_data', 'BIGINT', 'Lines with log-status SKIPDATA.'),
    must('bytes', 'BIGINT', 'Size of the object as stored.'),
    must('etag', 'VARCHAR', 'Changes when the content does.'),
  ],
};

const MALFORMED: Table = {
  name: 'malformed',
  comment: 'Log lines that could not be read, with the reason; the rest of their file was used.',
  orderBy: ['position'],
  columns: [
    POSITION,
    must('source', 'VARCHAR', 'File path or object key.'),
    must('line', 'BIGINT', 'Line in the object, from 1.'),
    must('reason', 'VARCHAR', 'Stable reason code.'),
    must('text', 'VARCHAR', 'The line, cut where it is long.'),
  ],
};

const WORKLOADS: Table = {
  name: 'workloads',
  comment: 'Top owners of pods (Deployment, not ReplicaSet), over all snapshots.',
  orderBy: ['position'],
  columns: [
    POSITION,
    must('id', 'VARCHAR', 'namespace/Kind/name.'),
    must('namespace', 'VARCHAR', 'Namespace of the workload.'),
    must('kind', 'VARCHAR', 'Kind of the top owner; Pod for a pod without an owner.'),
    must('name', 'VARCHAR', 'Name of the top owner.'),
    must('labels', 'JSON', 'Labels that all its pods had in every snapshot.'),
    must('pods', 'BIGINT', 'Distinct pods seen over all snapshots.'),
    must('host_network', 'BOOLEAN', 'Whether its pods use the address of their node; policies cannot select them.'),
    may(
      'variants',
      'JSON',
      'Pods that no policy can tell apart: labels, ports, addresses, nodes; NULL where not kept.',
    ),
  ],
};

const NAMESPACES: Table = {
  name: 'namespaces',
  comment: 'Namespaces of the newest snapshot.',
  orderBy: ['position'],
  columns: [POSITION, must('name', 'VARCHAR', 'Name.'), must('labels', 'JSON', 'Labels.')],
};

const SERVICES: Table = {
  name: 'services',
  comment: 'Services of the newest snapshot.',
  orderBy: ['position'],
  columns: [
    POSITION,
    must('namespace', 'VARCHAR', 'Namespace.'),
    must('name', 'VARCHAR', 'Name.'),
    must('addresses', 'JSON', 'ClusterIPs; none for a headless Service.'),
    may('external_addresses', 'JSON', 'Addresses of its load balancer and external IPs; NULL where it has none.'),
    may('selector', 'JSON', 'Labels of the pods behind it; NULL where it selects none.'),
    must('ports', 'JSON', 'Protocol, own port and target port of each.'),
    may('endpoints', 'JSON', 'What stands behind a Service without a selector; NULL for others.'),
  ],
};

const ENDPOINTS: Table = {
  name: 'endpoints',
  comment: 'Clients and servers of connections, each once.',
  orderBy: ['endpoint'],
  columns: [
    must('endpoint', 'VARCHAR', 'Key that connections refer to, such as `workload shop/Deployment/api`.'),
    must('kind', 'VARCHAR', 'workload, node, service, external (outside the cluster) or unknown (no single owner).'),
    may('namespace', 'VARCHAR', 'Namespace; NULL for node, external and unknown.'),
    may('workload_kind', 'VARCHAR', 'Kind of the workload; NULL for others.'),
    may('name', 'VARCHAR', 'Name; NULL for external and unknown.'),
    may('address', 'VARCHAR', 'Address; NULL for workload and external.'),
    may('cidr', 'VARCHAR', 'Address block; NULL unless external.'),
    may('reason', 'VARCHAR', 'Why the address has no single owner; NULL unless unknown.'),
  ],
};

const CONNECTIONS: Table = {
  name: 'connections',
  comment: 'Observed connections: client to server port, over the window.',
  orderBy: ['connection'],
  columns: [
    must('connection', 'INTEGER', 'Number of the connection, its place in the export list, from 0.'),
    must('client', 'VARCHAR', 'Endpoint that began the connection; see endpoints.'),
    must('server', 'VARCHAR', 'Endpoint that was asked; see endpoints.'),
    must('protocol', 'VARCHAR', 'TCP, UDP or SCTP.'),
    must('port', 'INTEGER', 'Port of the server pod, after Service translation.'),
    must(
      'outcome',
      'VARCHAR',
      'established, oneway (UDP, no reply seen), unanswered (TCP attempt, no reply) or rejected.',
    ),
    must(
      'evidence',
      'VARCHAR',
      'How client and server were told apart: syn, syn-ack, listener, declared, fan-in, port-range.',
    ),
    must('records', 'BIGINT', 'Log lines that speak of it, from all interfaces.'),
    must('bytes', 'BIGINT', 'Bytes of both directions, each counted once.'),
    must('packets', 'BIGINT', 'Packets of both directions, each counted once.'),
    must('first_seen', 'TIMESTAMP', 'Begin of the first log line, UTC.'),
    must('last_seen', 'TIMESTAMP', 'End of the last log line, UTC.'),
    must('kept', 'BOOLEAN', 'Whether the recommendation keeps it.'),
    may('left_out', 'VARCHAR', 'Why the recommendation does not keep it; NULL where it does.'),
  ],
};

const VERDICTS: Table = {
  name: 'verdicts',
  comment: 'Evaluation of each connection under a set of policies.',
  orderBy: ['connection', 'policy_set'],
  columns: [
    must('connection', 'INTEGER', 'Number of the connection; see connections.'),
    must('policy_set', 'VARCHAR', 'current or recommended.'),
    must('allowed', 'BOOLEAN', 'Whether both sides allow it; false where nobody can say.'),
    may('unknown', 'VARCHAR', 'Why nobody can say; NULL where the verdict is certain.'),
    must('partial', 'BOOLEAN', 'Whether some pods of the workloads are allowed and others are not.'),
    ...(['egress', 'ingress'] as const).flatMap((direction) => [
      must(`${direction}_isolated`, 'BOOLEAN', `Whether a policy isolates the ${sideOf(direction)} for ${direction}.`),
      must(`${direction}_allowed`, 'BOOLEAN', `Whether the side of the ${sideOf(direction)} allows it.`),
      must(`${direction}_by`, 'JSON', 'Names of the policies that decided, sorted.'),
      may(`${direction}_unknown`, 'VARCHAR', 'Why this side is not known; NULL where it is.'),
    ]),
  ],
};

function sideOf(direction: 'egress' | 'ingress'): string {
  return direction === 'egress' ? 'client' : 'server';
}

const POLICIES: Table = {
  name: 'policies',
  comment: 'NetworkPolicies, current and recommended.',
  orderBy: ['policy_set', 'position'],
  columns: [
    must('policy_set', 'VARCHAR', 'current or recommended.'),
    POSITION,
    may('namespace', 'VARCHAR', 'Namespace; NULL where the manifest names none.'),
    may('name', 'VARCHAR', 'Name; NULL where the manifest names none.'),
    must('manifest', 'JSON', 'The whole manifest.'),
  ],
};

const RULE_USAGE: Table = {
  name: 'rule_usage',
  comment: 'Each peer and port of each recommended rule, with the observed connections that need it.',
  orderBy: ['position'],
  columns: [
    POSITION,
    must('policy', 'VARCHAR', 'namespace/name of the policy.'),
    must('direction', 'VARCHAR', 'ingress or egress.'),
    must('rule', 'INTEGER', 'Place in the list of rules of that direction, from 0.'),
    must('peer', 'VARCHAR', 'The peer of the rule.'),
    must('ports', 'VARCHAR', 'The ports of the rule.'),
    must('connections', 'JSON', 'Connections that need it; empty only for DNS and default deny.'),
    must('purpose', 'VARCHAR', 'observed, dns, health-check or default-deny.'),
  ],
};

const FINDINGS: Table = {
  name: 'findings',
  comment: 'What deserves attention.',
  orderBy: ['position'],
  columns: [
    POSITION,
    must('kind', 'VARCHAR', 'Stable kind of finding.'),
    must('severity', 'VARCHAR', 'high, medium, low or info.'),
    must('subject', 'VARCHAR', 'What it is about.'),
    must('message', 'VARCHAR', 'The finding in a sentence.'),
    must('evidence', 'JSON', 'The facts behind it.'),
  ],
};

const COVERAGE: Table = {
  name: 'coverage',
  comment: 'What the logs could show and what not.',
  orderBy: ['position'],
  columns: [
    POSITION,
    must(
      'aspect',
      'VARCHAR',
      'attributed, unattributed, same-node (totals), same-node-pair, gap, skipped, other-protocol or snapshots.',
    ),
    may('subject', 'VARCHAR', 'Reason, pair of workloads, interface or protocol; NULL for totals.'),
    may('records', 'BIGINT', 'Log lines; NULL where lines are not what is counted.'),
    must('detail', 'JSON', 'The entry as in the export.'),
  ],
};

export const TABLES: Readonly<Record<TableName, Table>> = {
  meta: META,
  sources: SOURCES,
  malformed: MALFORMED,
  workloads: WORKLOADS,
  namespaces: NAMESPACES,
  services: SERVICES,
  endpoints: ENDPOINTS,
  connections: CONNECTIONS,
  verdicts: VERDICTS,
  policies: POLICIES,
  rule_usage: RULE_USAGE,
  findings: FINDINGS,
  coverage: COVERAGE,
};
