// The layouts a flow log can have: which fields, in which order, and how each is written.
import type { NetworkInterface, Row } from './model.ts';
import type { Settings } from './options.ts';

/** Fields by the version that brought them, in AWS's order. */
const FIELDS_BY_VERSION: Readonly<Record<number, readonly string[]>> = {
  2: [
    'version',
    'account-id',
    'interface-id',
    'srcaddr',
    'dstaddr',
    'srcport',
    'dstport',
    'protocol',
    'packets',
    'bytes',
    'start',
    'end',
    'action',
    'log-status',
  ],
  3: ['vpc-id', 'subnet-id', 'instance-id', 'tcp-flags', 'type', 'pkt-srcaddr', 'pkt-dstaddr'],
  4: ['region', 'az-id', 'sublocation-type', 'sublocation-id'],
  5: ['pkt-src-aws-service', 'pkt-dst-aws-service', 'flow-direction', 'traffic-path'],
  7: [
    'ecs-cluster-arn',
    'ecs-cluster-name',
    'ecs-container-instance-arn',
    'ecs-container-instance-id',
    'ecs-container-id',
    'ecs-second-container-id',
    'ecs-service-name',
    'ecs-task-definition-arn',
    'ecs-task-arn',
    'ecs-task-id',
  ],
  8: ['reject-reason'],
  9: ['resource-id'],
  10: ['encryption-status'],
  11: [
    'instance-tag',
    'instance-tag-2',
    'interface-tag',
    'interface-tag-2',
    'asg-tag',
    'asg-tag-2',
    'interface-type',
    'next-hop-interface-id',
    'next-hop-subnet-id',
    'next-hop-az-id',
    'next-hop-vpc-id',
    'next-hop-interface-type',
  ],
};

/** The layout of the large inputs: the default fields and the four that matter. */
const BENCH = [...(FIELDS_BY_VERSION[2] ?? []), 'pkt-srcaddr', 'pkt-dstaddr', 'tcp-flags', 'flow-direction'];

/** Layouts that teams choose for themselves: other orders, and subsets down to the packet addresses alone. */
const CUSTOM: Readonly<Record<string, readonly string[]>> = {
  bench: BENCH,
  custom: [
    'log-status',
    'interface-id',
    'flow-direction',
    'pkt-srcaddr',
    'pkt-dstaddr',
    'srcport',
    'dstport',
    'protocol',
    'tcp-flags',
    'start',
    'end',
    'packets',
    'bytes',
    'action',
    'srcaddr',
    'dstaddr',
    'vpc-id',
  ],
  'custom-short': [
    'end',
    'start',
    'protocol',
    'dstport',
    'srcport',
    'pkt-dstaddr',
    'pkt-srcaddr',
    'tcp-flags',
    'action',
    'bytes',
    'packets',
    'interface-id',
    'log-status',
  ],
  'custom-no-flags': [
    'version',
    'interface-id',
    'srcaddr',
    'dstaddr',
    'pkt-srcaddr',
    'pkt-dstaddr',
    'srcport',
    'dstport',
    'protocol',
    'packets',
    'bytes',
    'start',
    'end',
    'action',
    'log-status',
  ],
};

const MIXED = ['v5', 'v5', 'custom', 'custom-short', 'v3', 'v8', 'v11', 'v2'] as const;

export interface Format {
  readonly name: string;
  readonly fields: readonly string[];
  /** Highest version among the fields. */
  readonly version: number;
  readonly hasPacketAddresses: boolean;
  readonly hasFlags: boolean;
  readonly flowLogId: string;
}

/** The layouts behind a format's name: one, or those that `mixed` alternates between. */
export function formatsOf(name: string): Format[] {
  return name === 'mixed' ? MIXED.map((item) => formatOf(item)) : [formatOf(name)];
}

function formatOf(name: string): Format {
  const fields = CUSTOM[name] ?? fieldsUpTo(name);
  const version = Math.max(
    ...Object.entries(FIELDS_BY_VERSION).map(([number, names]) =>
      names.some((field) => fields.includes(field)) ? Number(number) : 2,
    ),
  );
  return {
    name,
    fields,
    version,
    hasPacketAddresses: fields.includes('pkt-srcaddr'),
    hasFlags: fields.includes('tcp-flags'),
    flowLogId: `fl-0${[...name]
      .map((letter) => letter.charCodeAt(0).toString(16))
      .join('')
      .padEnd(16, '0')
      .slice(0, 16)}`,
  };
}

function fieldsUpTo(name: string): readonly string[] {
  const limit = /^v(\d+)$/.exec(name)?.[1];
  if (limit === undefined)
    throw new Error(`unknown format ${name}; known: v2 … v11, ${Object.keys(CUSTOM).join(', ')}, mixed`);
  return Object.entries(FIELDS_BY_VERSION).flatMap(([version, fields]) =>
    Number(version) <= Number(limit) ? fields : [],
  );
}

export function renderRow(row: Row, format: Format, settings: Settings): string {
  const values = rowValues(row, format, settings);
  return format.fields.map((field) => values[field] ?? '-').join(' ');
}

/** NODATA and SKIPDATA: an interval of an interface about which nothing else is said. */
export interface StatusRow {
  readonly eni: NetworkInterface;
  readonly start: number;
  readonly end: number;
  readonly status: 'NODATA' | 'SKIPDATA';
}

export function renderStatus(row: StatusRow, format: Format, settings: Settings): string {
  const values: Readonly<Record<string, string>> = {
    version: String(format.version),
    'account-id': settings.account,
    'interface-id': row.eni.id,
    start: String(row.start),
    end: String(row.end),
    'log-status': row.status,
  };
  return format.fields.map((field) => values[field] ?? '-').join(' ');
}

function rowValues(row: Row, format: Format, settings: Settings): Readonly<Record<string, string>> {
  return {
    version: String(format.version),
    'account-id': settings.account,
    'interface-id': row.eni.id,
    srcaddr: row.sourceAddress,
    dstaddr: row.destinationAddress,
    srcport: String(row.sourcePort),
    dstport: String(row.destinationPort),
    protocol: String(row.flow.protocol),
    packets: String(row.packets),
    bytes: String(row.bytes),
    start: String(row.start),
    end: String(row.end),
    action: row.action,
    'log-status': 'OK',
    'vpc-id': settings.vpcId,
    'subnet-id': row.eni.subnetId,
    'instance-id': row.eni.instanceId,
    'tcp-flags': String(row.flags),
    type: 'IPv4',
    'pkt-srcaddr': row.packetSource,
    'pkt-dstaddr': row.packetDestination,
    region: settings.region,
    'az-id': row.eni.azId,
    'pkt-src-aws-service': serviceOf(row.packetSource),
    'pkt-dst-aws-service': serviceOf(row.packetDestination),
    'flow-direction': row.direction,
    'traffic-path': row.path,
    'encryption-status': '0',
    'interface-tag': 'team%3Dshop',
    'interface-type': '-',
  };
}

function serviceOf(address: string): string {
  if (address.startsWith('52.219.')) return 'S3';
  return address.startsWith('52.94.') ? 'DYNAMODB' : '-';
}
