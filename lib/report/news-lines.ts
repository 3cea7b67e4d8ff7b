// Lines of the news: one for each group of new connections, and one for all that is no news by itself.
import type { News } from './news.ts';
import type { NewsGroup } from './news-groups.ts';
import { counted, grouped } from './words.ts';

const MOST_PORTS = 5;

/**
 * `would be blocked: shop/web -> shop/api TCP/8080 (812 records; shop/allow-web)`,
 * `12 new connections: shop/web -> outside TCP/443: 203.0.113.7, … and 9 more (40 records; the current policies allow them)`
 */
export function changeLine(group: NewsGroup): string {
  const { client, server, records } = group;
  const who = `${client} -> ${server} ${firstOf(group.ports, group.ports.length, MOST_PORTS)}`;
  const which = group.examples.length === 0 ? '' : `: ${firstOf(group.examples, group.connections)}`;
  return `${titleOf(group)}: ${who}${which} (${counted(records, 'record')}; ${verdictOf(group)})`;
}

function titleOf({ kind, connections, examples, ports }: NewsGroup): string {
  switch (kind) {
    case 'blocked':
      return examples.length === 0 ? 'would be blocked' : `${grouped(connections)} would be blocked`;
    case 'pair':
      return 'new pair';
    case 'port':
      return ports.length === 1 ? 'new port' : `${grouped(ports.length)} new ports`;
    case 'addresses':
      return counted(connections, 'new address', 'new addresses');
  }
}

function firstOf(texts: readonly string[], all: number, most = texts.length): string {
  const shown = texts.slice(0, most);
  const more = all - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${grouped(more)} more` : ''}`;
}

function verdictOf({ verdict, by, connections }: NewsGroup): string {
  const what = connections === 1 ? 'it' : 'them';
  switch (verdict) {
    case 'allowed':
      return `the current policies allow ${what}`;
    case 'unknown':
      return `whether the current policies allow ${what} is not known`;
    case 'denied':
      return by.length > 0 ? by.join(', ') : `no rule allows ${what}`;
  }
}

/** One line, at the end of the text; what it counts is in the JSON. */
export function quietText({ quiet, drift }: News): readonly string[] {
  const count = (wanted: (group: NewsGroup) => boolean) =>
    quiet.filter(wanted).reduce((sum, { connections }) => sum + connections, 0);
  const blocked = count(({ kind }) => kind === 'blocked');
  const alike = count(({ kind }) => kind !== 'blocked');
  const { connections, workloads } = drift;
  const parts = [
    ...(blocked === 0 ? [] : [`${counted(blocked, 'connection')} blocked as many others were before`]),
    ...(alike === 0 ? [] : [`${counted(alike, 'new connection')} like many others before, or of no certain owner`]),
    ...(connections.lost.length === 0 ? [] : [`${counted(connections.lost.length, 'connection')} not seen any more`]),
    ...(workloads.gained.length === 0 ? [] : [counted(workloads.gained.length, 'new workload')]),
    ...(workloads.lost.length === 0 ? [] : [`${counted(workloads.lost.length, 'workload')} gone`]),
  ];
  return parts.length === 0 ? [] : [`Not told one by one: ${parts.join('; ')}.`];
}
