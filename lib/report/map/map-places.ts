// Where each endpoint of a report is on the map: workloads in their namespace, everything else in a group of its kind.
import { compareBy, compareText } from '../../base/order.ts';
import { type Endpoint, endpointKey } from '../../connections/connection.ts';
import { isSystemNamespace } from '../../recommendation/system-namespaces.ts';
import type { ReportDocument } from '../document.ts';
import { endpointText } from '../endpoint-text.ts';
import { counted } from '../words.ts';
import { compareBlocks, outsideBlocks } from './outside-blocks.ts';

/** In the order in which groups follow each other. */
export const GROUP_KINDS = ['namespace', 'node', 'service', 'external', 'unknown'] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

export interface MapNode {
  /** `workload shop/Deployment/api`, `external 52.94.0.0/16`, `unknown ambiguous`. */
  readonly id: string;
  readonly group: string;
  readonly kind: GroupKind;
  /** Short, for a box in its group: `api`. */
  readonly title: string;
  /** For a sentence: `shop/api`. */
  readonly text: string;
  /** How many endpoints it stands for. */
  readonly endpoints: number;
}

export interface MapGroup {
  /** `namespace shop`, `outside external`. */
  readonly id: string;
  readonly kind: GroupKind;
  readonly title: string;
  /** Whether it belongs to the cluster itself. */
  readonly system: boolean;
  /** By title, blocks by address. */
  readonly nodes: readonly MapNode[];
}

export interface MapPlaces {
  /** Namespaces by name, then the other kinds in the order of `GROUP_KINDS`. */
  readonly groups: readonly MapGroup[];
  /** Undefined for an endpoint that neither the report nor `more` has. */
  readonly nodeOf: (endpoint: Endpoint) => MapNode | undefined;
}

/** More outside blocks than this are drawn as wider ones. */
const MOST_BLOCKS = 12;

const GROUP_TITLES: Readonly<Record<Exclude<GroupKind, 'namespace'>, string>> = {
  node: 'Nodes',
  service: 'Service addresses',
  external: 'Outside addresses',
  unknown: 'No single owner',
};

type Placing = Omit<MapNode, 'endpoints'>;

/** `more`: endpoints that no connection of the report has. */
export function placeEndpoints(
  { workloads, connections }: Pick<ReportDocument, 'workloads' | 'connections'>,
  more: readonly Endpoint[] = [],
): MapPlaces {
  const endpoints = new Map<string, Endpoint>();
  const add = (endpoint: Endpoint) => endpoints.set(endpointKey(endpoint), endpoint);
  for (const { namespace, kind, name } of workloads) add({ kind: 'workload', namespace, workloadKind: kind, name });
  for (const { client, server } of connections) {
    add(client);
    add(server);
  }
  for (const endpoint of more) add(endpoint);
  const cidrs = [...endpoints.values()].flatMap((endpoint) => (endpoint.kind === 'external' ? [endpoint.cidr] : []));
  const blocks = outsideBlocks(cidrs, MOST_BLOCKS);
  const placed = [...endpoints].map(([key, endpoint]) => ({ key, placing: placingOf(endpoint, blocks) }));
  const nodes = countedNodes(placed.map(({ placing }) => placing));
  const byKey = new Map(placed.map(({ key, placing }) => [key, nodes.get(placing.id)]));
  return { groups: groupsOf([...nodes.values()]), nodeOf: (endpoint) => byKey.get(endpointKey(endpoint)) };
}

function placingOf(endpoint: Endpoint, blocks: ReadonlyMap<string, string>): Placing {
  const text = endpointText(endpoint);
  switch (endpoint.kind) {
    case 'workload': {
      const { namespace, workloadKind, name } = endpoint;
      const title = workloadKind === 'Deployment' ? name : `${workloadKind}/${name}`;
      return { id: endpointKey(endpoint), group: `namespace ${namespace}`, kind: 'namespace', title, text };
    }
    case 'node':
      return { id: `node ${endpoint.name}`, group: 'outside node', kind: 'node', title: endpoint.name, text };
    case 'service':
      return {
        ...{ id: endpointKey(endpoint), group: 'outside service', kind: 'service', text },
        title: `${endpoint.namespace}/${endpoint.name}`,
      };
    case 'external': {
      const block = blocks.get(endpoint.cidr) ?? endpoint.cidr;
      const title = endpointText({ kind: 'external', cidr: block });
      return { id: `external ${block}`, group: 'outside external', kind: 'external', title, text: title };
    }
    case 'unknown': {
      const { reason } = endpoint;
      return {
        id: `unknown ${reason}`,
        group: 'outside unknown',
        kind: 'unknown',
        title: reason,
        text: `no single owner (${reason})`,
      };
    }
  }
}

function countedNodes(placings: readonly Placing[]): ReadonlyMap<string, MapNode> {
  const nodes = new Map<string, MapNode>();
  for (const placing of placings) {
    const endpoints = (nodes.get(placing.id)?.endpoints ?? 0) + 1;
    nodes.set(placing.id, { ...placing, endpoints });
  }
  return nodes;
}

function groupsOf(nodes: readonly MapNode[]): readonly MapGroup[] {
  const members = new Map<string, MapNode[]>();
  for (const node of nodes) {
    const group = members.get(node.group);
    if (group === undefined) members.set(node.group, [node]);
    else group.push(node);
  }
  const groups = [...members].map(([id, own]): MapGroup => {
    const kind = own[0]?.kind ?? 'unknown';
    const title = kind === 'namespace' ? id.slice('namespace '.length) : GROUP_TITLES[kind];
    const system = kind === 'node' || (kind === 'namespace' && isSystemNamespace(title));
    return { id, kind, title, system, nodes: own.sort(compareNodes) };
  });
  return groups.sort(
    compareBy(
      ({ kind }) => GROUP_KINDS.indexOf(kind),
      ({ title }) => title,
    ),
  );
}

function compareNodes(left: MapNode, right: MapNode): number {
  const byTitle = left.kind === 'external' ? compareBlocks(left.title, right.title) : 0;
  return byTitle || compareText(left.title, right.title) || compareText(left.id, right.id);
}

const MEMBERS: Readonly<Record<GroupKind, readonly [string, string]>> = {
  namespace: ['workload', 'workloads'],
  node: ['node', 'nodes'],
  service: ['address', 'addresses'],
  external: ['address', 'addresses'],
  unknown: ['address', 'addresses'],
};

/** `13 workloads`, `28 addresses`. */
export function membersText(kind: GroupKind, nodes: readonly Pick<MapNode, 'endpoints'>[]): string {
  const [one, several] = MEMBERS[kind];
  const count = kind === 'node' ? nodes.length : nodes.reduce((sum, { endpoints }) => sum + endpoints, 0);
  return counted(count, one, several);
}
