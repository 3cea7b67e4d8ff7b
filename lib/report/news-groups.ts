// What is new among connections, put together as people tell it: who with whom, outside addresses and nodes by their number.
import { compareBy, compareNumber, compareText } from '../base/order.ts';
import { type Endpoint, endpointKey } from '../connections/connection.ts';
import type { VerdictKind } from '../policy/model.ts';
import { isNeed } from './check.ts';
import type { ReportConnection } from './document.ts';
import { connectionText, endpointText } from './endpoint-text.ts';
import { verdictKind } from './verdict.ts';

/**
 * `blocked`: the current policies block it, and did not or it was not there. Of what they do not block: `pair`, two that
 * had nothing to do with each other; `port`, a pair that is known, on another port; `addresses`, more of what is known.
 */
const KINDS = ['blocked', 'pair', 'port', 'addresses'] as const;
export type NewsKind = (typeof KINDS)[number];

/** Connections of one kind, between the same two, under the same verdict. */
export interface NewsGroup {
  readonly kind: NewsKind;
  /** As endpoints are written; `outside`, `nodes` or `addresses without an owner` where there may be many. */
  readonly client: string;
  readonly server: string;
  /** `TCP/443`; several only of kinds `pair` and `port`. By number, TCP before UDP. */
  readonly ports: readonly string[];
  /** Of the current policies, for all of them. */
  readonly verdict: VerdictKind;
  readonly connections: number;
  readonly records: number;
  /** Some of the addresses or nodes, most records first; empty where both sides are one workload or Service. */
  readonly examples: readonly string[];
  /** Policies that block them, sorted; empty where no rule allows them. */
  readonly by: readonly string[];
}

/** Both ordered by kind, most records first. */
export interface ConnectionNews {
  readonly told: readonly NewsGroup[];
  /** New, but more of the same: see `isTold`. */
  readonly quiet: readonly NewsGroup[];
}

/**
 * From so many on, another outside address or port is more of the same: services in the cloud change their addresses
 * daily, and clients of a site are others every day.
 */
const MANY = 10;
const MOST_EXAMPLES = 3;

/** Of the first report, only what is blocked is news. */
export function connectionNews(
  previous: readonly ReportConnection[] | undefined,
  current: readonly ReportConnection[],
): ConnectionNews {
  const before = indexOf(previous ?? []);
  const groups = new Map<string, Draft>();
  for (const one of needsOf(current)) {
    const kind = kindOf(one, before);
    if (kind === undefined || (previous === undefined && kind !== 'blocked')) continue;
    // A rule that blocks is missing for a port; what is new is told for all ports together.
    const key = JSON.stringify([kind, one.verdict, kind === 'pair' || kind === 'port' ? one.pair : one.pairPort]);
    const draft = groups.get(key);
    if (draft === undefined) groups.set(key, { kind, first: one, members: [one] });
    else draft.members.push(one);
  }
  const drafts = [...groups.values()];
  const finished = (told: boolean) =>
    drafts
      .filter((draft) => isTold(draft, before) === told)
      .map(finish)
      .sort(compareGroups);
  return { told: finished(true), quiet: finished(false) };
}

/** A connection somebody needs, with what it is compared by. */
interface Need {
  readonly connection: ReportConnection;
  readonly text: string;
  readonly verdict: VerdictKind;
  readonly client: Party;
  readonly server: Party;
  readonly pair: string;
  readonly pairPort: string;
}

/** Policies tell workloads and Services apart; of the rest there are many, which come and go. */
type Party =
  | { readonly kind: 'one'; readonly key: string; readonly text: string }
  | { readonly kind: 'nodes' | 'outside' | 'unowned'; readonly key: string; readonly text: string };

const NODES: Party = { kind: 'nodes', key: 'nodes', text: 'nodes' };
const OUTSIDE: Party = { kind: 'outside', key: 'outside', text: 'outside' };
const UNOWNED: Party = { kind: 'unowned', key: 'unowned', text: 'addresses without an owner' };

function partyOf(endpoint: Endpoint): Party {
  switch (endpoint.kind) {
    case 'workload':
      return { kind: 'one', key: endpointKey(endpoint), text: endpointText(endpoint) };
    case 'service':
      return { kind: 'one', key: `service ${endpoint.namespace}/${endpoint.name}`, text: endpointText(endpoint) };
    case 'node':
      return NODES;
    case 'external':
      return OUTSIDE;
    case 'unknown':
      return UNOWNED;
  }
}

function needsOf(connections: readonly ReportConnection[]): readonly Need[] {
  return connections.filter(isNeed).map((connection) => {
    const [client, server] = [partyOf(connection.client), partyOf(connection.server)];
    const pair = JSON.stringify([client.key, server.key]);
    return {
      connection,
      text: connectionText(connection),
      verdict: verdictKind(connection.verdicts.current),
      client,
      server,
      pair,
      pairPort: `${pair} ${portText(connection)}`,
    };
  });
}

interface Before {
  readonly verdicts: ReadonlyMap<string, VerdictKind>;
  /** Ports by pair. */
  readonly ports: ReadonlyMap<string, ReadonlySet<string>>;
  /** Connections by pair, port and verdict. */
  readonly counts: ReadonlyMap<string, number>;
}

function indexOf(connections: readonly ReportConnection[]): Before {
  const verdicts = new Map<string, VerdictKind>();
  const ports = new Map<string, Set<string>>();
  const counts = new Map<string, number>();
  for (const need of needsOf(connections)) {
    const known = ports.get(need.pair);
    verdicts.set(need.text, need.verdict);
    ports.set(need.pair, (known ?? new Set<string>()).add(portText(need.connection)));
    const key = `${need.pairPort} ${need.verdict}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return { verdicts, ports, counts };
}

/** Undefined where it is nothing new. */
function kindOf({ text, verdict, pair, connection }: Need, before: Before): NewsKind | undefined {
  const known = before.verdicts.get(text);
  if (verdict === 'denied') return known === 'denied' ? undefined : 'blocked';
  if (known !== undefined) return undefined;
  const ports = before.ports.get(pair);
  if (ports === undefined) return 'pair';
  return ports.has(portText(connection)) ? 'addresses' : 'port';
}

interface Draft {
  readonly kind: NewsKind;
  readonly first: Need;
  readonly members: Need[];
}

/**
 * What was seen before and is blocked now is always told, and so are new pairs and ports of workloads. Not told: new
 * nodes where a node had the same verdict before, outside addresses and ports where there were many, and what nobody
 * owns for certain, unless it is blocked.
 */
function isTold({ kind, first, members }: Draft, before: Before): boolean {
  if (kind === 'blocked' && members.some(({ text }) => before.verdicts.has(text))) return true;
  const parties = [first.client.kind, first.server.kind];
  if (parties.includes('unowned') && kind !== 'blocked') return false;
  const fewest = parties.every((party) => party === 'one' || party === 'nodes') ? 1 : MANY;
  switch (kind) {
    case 'pair':
      return true;
    case 'port':
      return parties.every((party) => party === 'one') || (before.ports.get(first.pair)?.size ?? 0) < MANY;
    case 'blocked':
    case 'addresses':
      return (before.counts.get(`${first.pairPort} ${first.verdict}`) ?? 0) < fewest;
  }
}

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;

function portText({ protocol, port }: ReportConnection): string {
  return `${protocol}/${port}`;
}

function finish({ kind, first, members }: Draft): NewsGroup {
  const sorted = [...members].sort(
    compareBy(
      ({ connection }) => -connection.records,
      ({ text }) => text,
    ),
  );
  const ports = [...members].sort(
    compareBy(
      ({ connection }) => PROTOCOLS.indexOf(connection.protocol),
      ({ connection }) => connection.port,
    ),
  );
  const policies = sorted.flatMap(({ connection: { verdicts } }) => [
    ...verdicts.current.egress.by,
    ...verdicts.current.ingress.by,
  ]);
  return {
    kind,
    client: first.client.text,
    server: first.server.text,
    ports: [...new Set(ports.map(({ connection }) => portText(connection)))],
    verdict: first.verdict,
    connections: members.length,
    records: members.reduce((sum, { connection }) => sum + connection.records, 0),
    examples: [...new Set(sorted.flatMap(exampleOf))].slice(0, MOST_EXAMPLES),
    by: kind === 'blocked' ? [...new Set(policies)].sort(compareText) : [],
  };
}

/** The side of which there are many. */
function exampleOf({ client, server, connection, text }: Need): readonly string[] {
  if (client.kind === 'one' && server.kind === 'one') return [];
  if (client.kind === 'one') return [endpointText(connection.server)];
  return server.kind === 'one' ? [endpointText(connection.client)] : [text];
}

function compareGroups(left: NewsGroup, right: NewsGroup): number {
  const byKind = compareNumber(KINDS.indexOf(left.kind), KINDS.indexOf(right.kind));
  if (byKind !== 0) return byKind;
  return compareBy<NewsGroup>(
    ({ records }) => -records,
    ({ client }) => client,
    ({ server }) => server,
    ({ ports }) => ports.join(),
    ({ verdict }) => verdict,
  )(left, right);
}
