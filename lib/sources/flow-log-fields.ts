// Every field that AWS VPC flow logs know, by version: its text spelling, its type and its Parquet column.

export type FlowLogFieldType = 'text' | 'int' | 'long';

export interface FlowLogField {
  /** As the text header spells it: `pkt-srcaddr`. */
  readonly name: string;
  /** The format version that introduced it. */
  readonly version: number;
  readonly type: FlowLogFieldType;
  /** As Parquet files spell it: `pkt_srcaddr`. */
  readonly column: string;
}

/** By version, each in the order of the AWS documentation; version 6 exists only for transit gateways. */
const NAMES: readonly (readonly [version: number, names: string])[] = [
  [
    2,
    'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status',
  ],
  [3, 'vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr'],
  [4, 'region az-id sublocation-type sublocation-id'],
  [5, 'pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path'],
  [7, 'ecs-cluster-arn ecs-cluster-name ecs-container-instance-arn ecs-container-instance-id ecs-container-id'],
  [7, 'ecs-second-container-id ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id'],
  [8, 'reject-reason'],
  [9, 'resource-id'],
  [10, 'encryption-status'],
  [11, 'instance-tag instance-tag-2 interface-tag interface-tag-2 asg-tag asg-tag-2 interface-type'],
  [11, 'next-hop-interface-id next-hop-subnet-id next-hop-az-id next-hop-vpc-id next-hop-interface-type'],
];

/** "only `version srcport dstport protocol tcp-flags traffic-path` are INT_32; only `packets bytes start end` are INT_64" */
const INT = new Set(['version', 'srcport', 'dstport', 'protocol', 'tcp-flags', 'traffic-path']);
const LONG = new Set(['packets', 'bytes', 'start', 'end']);

function typeOf(name: string): FlowLogFieldType {
  if (INT.has(name)) return 'int';
  return LONG.has(name) ? 'long' : 'text';
}

export const FLOW_LOG_FIELDS: readonly FlowLogField[] = NAMES.flatMap(([version, names]) =>
  names.split(' ').map((name) => ({ name, version, type: typeOf(name), column: name.replaceAll('-', '_') })),
);

const BY_NAME: ReadonlyMap<string, FlowLogField> = new Map(FLOW_LOG_FIELDS.map((field) => [field.name, field]));

/** One spelling for text headers, Parquet columns and what people type: lower case, hyphens. */
export function canonicalFieldName(text: string): string {
  return text.toLowerCase().replaceAll('_', '-');
}

/** The field of that canonical name; undefined for one that AWS adds after this table was written. */
export function findFlowLogField(name: string): FlowLogField | undefined {
  return BY_NAME.get(name);
}
