// Changes of permissions as rows for people: pairs that share a side and fare alike are one row, counted.
import { compareNumber, compareText, uniqueSorted } from '../../base/order.ts';
import type { PairChange } from '../permission-changes.ts';
import { counted, grouped } from '../words.ts';

const PORTS_SHOWN = 4;
const SIDES_SHOWN = 3;

type Row = readonly [subject: string, message: string];

/** Of changes in one way. By reason, those about the most permissions first, and so within each; then by subject. */
export function permissionRows(pairs: readonly PairChange[]): readonly Row[] {
  const alike = groupBy(pairs, ({ ports, exceptPorts, aside, reason }) =>
    JSON.stringify([exceptPorts === undefined ? ports : { exceptPorts }, aside, reason]),
  );
  const stars = alike.flatMap(fewestStars);
  const weights = new Map<string, number>();
  for (const { reason, count } of stars) weights.set(reason, (weights.get(reason) ?? 0) + count);
  return [...stars]
    .sort(
      (left, right) =>
        compareNumber(weights.get(right.reason) ?? 0, weights.get(left.reason) ?? 0) ||
        compareText(left.reason, right.reason) ||
        compareNumber(right.count, left.count) ||
        compareText(left.row[0], right.row[0]) ||
        compareText(left.row[1], right.row[1]),
    )
    .map(({ row }) => row);
}

interface Star {
  /** Empty where there is none to give. */
  readonly reason: string;
  readonly count: number;
  readonly row: Row;
}

type Centre = 'client' | 'server';

/** Pairs in rows around a common server, a common client, or around whichever of the two has more: as few as it takes. */
function fewestStars(pairs: readonly PairChange[]): readonly Star[] {
  const clients = countBy(pairs, 'client');
  const servers = countBy(pairs, 'server');
  const busier = ({ client, server }: PairChange): Centre =>
    (clients.get(client) ?? 0) > (servers.get(server) ?? 0) ? 'client' : 'server';
  const ways: readonly ((pair: PairChange) => Centre)[] = [() => 'server', () => 'client', busier];
  const [best = []] = ways
    .map((centreOf) => groupBy(pairs, (pair) => `${centreOf(pair)} ${pair[centreOf(pair)]}`))
    .sort((left, right) => compareNumber(left.length, right.length));
  return best.map(starOf);
}

function starOf(pairs: readonly PairChange[]): Star {
  const clients = uniqueSorted(pairs.map(({ client }) => client));
  const servers = uniqueSorted(pairs.map(({ server }) => server));
  const count = pairs.reduce((sum, { ports }) => sum + ports.length, 0);
  const [first] = pairs;
  const { aside = '', reason = '' } = first ?? {};
  const many = clients.length > 1 ? clients : servers.length > 1 ? servers : [];
  const message = [
    ...(count > 1 ? [counted(count, 'permission')] : []),
    ...(reason === '' ? [aside] : [`${aside}: ${reason}`]),
    ...(many.length === 0 ? [] : [`${clients.length > 1 ? 'from' : 'to'} ${someOf(many, SIDES_SHOWN)}`]),
  ].filter((part) => part !== '');
  const subject = `${sideText(clients, 'client')} -> ${sideText(servers, 'server')}${portsText(first)}`;
  return { reason, count, row: [subject, message.join('; ')] };
}

function sideText(sides: readonly string[], noun: Centre): string {
  const [only, second] = sides;
  return only !== undefined && second === undefined ? only : counted(sides.length, noun);
}

function portsText(pair: PairChange | undefined): string {
  if (pair === undefined) return '';
  const { ports, exceptPorts } = pair;
  if (exceptPorts?.length === 0) return ', every port';
  if (ports.length > PORTS_SHOWN && exceptPorts !== undefined && exceptPorts.length <= PORTS_SHOWN)
    return `, every port but ${exceptPorts.join(', ')}`;
  return ` ${someOf(ports, PORTS_SHOWN)}`;
}

/** `a, b, c and 4 more` */
function someOf(items: readonly string[], shown: number): string {
  const rest = items.length - shown;
  return rest > 0 ? `${items.slice(0, shown).join(', ')} and ${grouped(rest)} more` : items.join(', ');
}

function countBy(pairs: readonly PairChange[], side: Centre): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const pair of pairs) counts.set(pair[side], (counts.get(pair[side]) ?? 0) + 1);
  return counts;
}

/** In the order in which keys first appear. */
function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly (readonly Item[])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
