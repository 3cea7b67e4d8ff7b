// Every connection of a report between places of the map, and which of them a filter shows.
import type { ConnectionProtocol } from '../../connections/connection.ts';
import type { ReportConnection, ReportDocument } from '../document.ts';
import type { PermissionQuestion } from '../permissions.ts';
import { verdictClass } from '../verdict-class.ts';
import { type MapClass, noCounts } from './map-class.ts';
import { type MapNode, type MapPlaces, placeEndpoints } from './map-places.ts';

/** `current`: in force at the end of the window. */
export type PolicySet = 'current' | 'recommended';

export interface MapLink {
  readonly client: MapNode;
  readonly server: MapNode;
  readonly protocol: ConnectionProtocol;
  readonly port: number;
  readonly class: MapClass;
  readonly about: LinkSubject;
}

/** What a link stands for: an observed connection, or what is allowed and nobody used. */
export type LinkSubject =
  | { readonly kind: 'observed'; readonly index: number; readonly connection: ReportConnection }
  | { readonly kind: 'unused'; readonly question: PermissionQuestion };

export interface MapGraph {
  readonly places: MapPlaces;
  /** Observed in the order of the report, then what is unused in its order. */
  readonly links: readonly MapLink[];
}

export interface GraphOptions {
  readonly policySet: PolicySet;
  /** Allowed by that set and never observed. */
  readonly unused?: readonly PermissionQuestion[];
}

export function mapGraph(document: ReportDocument, { policySet, unused = [] }: GraphOptions): MapGraph {
  const places = placeEndpoints(
    document,
    unused.flatMap(({ client, server }) => [client, server]),
  );
  const links: MapLink[] = [];
  for (const [index, connection] of document.connections.entries()) {
    const [client, server] = [places.nodeOf(connection.client), places.nodeOf(connection.server)];
    if (client === undefined || server === undefined) continue;
    const { protocol, port, verdicts } = connection;
    const about = { kind: 'observed', index, connection } as const;
    links.push({ client, server, protocol, port, class: verdictClass(connection, verdicts[policySet]), about });
  }
  for (const question of unused) {
    const [client, server] = [places.nodeOf(question.client), places.nodeOf(question.server)];
    if (client === undefined || server === undefined) continue;
    const { protocol, port } = question;
    links.push({ client, server, protocol, port, class: 'unused', about: { kind: 'unused', question } });
  }
  return { places, links };
}

export interface LinkFilter {
  readonly classes: readonly MapClass[];
  /** `443`, `TCP`, `TCP/443`; the empty text for all, other text for none. */
  readonly port: string;
  /** Allowed traffic of the cluster itself: node probes, DNS, what sits in `kube-system`. */
  readonly system: SystemLayer;
  /** Ids of groups that the reader took away. */
  readonly hidden: readonly string[];
}

export const SYSTEM_LAYERS = ['dim', 'show', 'hide'] as const;
export type SystemLayer = (typeof SYSTEM_LAYERS)[number];

export const NO_FILTER: LinkFilter = {
  classes: ['blocked', 'unknown', 'allowed', 'attempt', 'unused'],
  port: '',
  system: 'show',
  hidden: [],
};

export interface FilteredLinks {
  /** In the order of the graph. */
  readonly shown: readonly MapLink[];
  /** How many each part of the filter hides; a link is counted under the first that does. */
  readonly byClass: number;
  readonly byPort: number;
  readonly bySystem: number;
  readonly byGroup: number;
}

export function filterLinks({ places, links }: MapGraph, filter: LinkFilter): FilteredLinks {
  const classes = new Set<MapClass>(filter.classes);
  const hidden = new Set(filter.hidden);
  const portFits = portFilter(filter.port);
  const isSystem = systemLinks(places);
  const counts = { byClass: 0, byPort: 0, bySystem: 0, byGroup: 0 };
  const shown = links.filter((link) => {
    if (hidden.has(link.client.group) || hidden.has(link.server.group)) counts.byGroup += 1;
    else if (!classes.has(link.class)) counts.byClass += 1;
    else if (!portFits(link)) counts.byPort += 1;
    else if (filter.system === 'hide' && isSystem(link)) counts.bySystem += 1;
    else return true;
    return false;
  });
  return { shown, ...counts };
}

/** Allowed traffic with the cluster's own parts. What would be blocked is never taken for noise. */
export function systemLinks({ groups }: MapPlaces): (link: MapLink) => boolean {
  const system = new Set(groups.filter((group) => group.system).map(({ id }) => id));
  return (link) => link.class === 'allowed' && (system.has(link.client.group) || system.has(link.server.group));
}

function portFilter(text: string): (link: MapLink) => boolean {
  const wanted = text.trim().toUpperCase();
  if (wanted === '') return () => true;
  const match = /^(?:(TCP|UDP|SCTP)(?:\/(\d{1,5}))?|(\d{1,5}))$/.exec(wanted);
  if (match === null) return () => false;
  const [, protocol, ...ports] = match;
  const port = ports.find((digits) => digits !== undefined);
  return (link) =>
    (protocol === undefined || link.protocol === protocol) && (port === undefined || link.port === Number(port));
}

/** How many links of each class there are. */
export function classCounts(links: readonly MapLink[]): Readonly<Record<MapClass, number>> {
  const counts = noCounts();
  for (const link of links) counts[link.class] += 1;
  return counts;
}
