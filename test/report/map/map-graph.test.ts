// Places of the map and its links: where each endpoint is drawn, and what a filter shows and counts.
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../lib/connections/connection.ts';
import { bundleLinks, heaviestBundles, portsText } from '../../../lib/report/map/bundles.ts';
import { filterLinks, type LinkFilter, mapGraph, NO_FILTER, systemLinks } from '../../../lib/report/map/map-links.ts';
import { membersText, placeEndpoints } from '../../../lib/report/map/map-places.ts';
import { API, connection, sampleDocument, WEB } from '../sample-document.ts';

const DNS: Endpoint = { kind: 'workload', namespace: 'kube-system', workloadKind: 'Deployment', name: 'coredns' };

function outside(count: number): readonly Endpoint[] {
  return Array.from({ length: count }, (_, index) => ({ kind: 'external', cidr: `203.0.${index}.9/32` }));
}

describe('places', () => {
  it('put workloads into their namespaces by name, everything else into groups of its kind after them', () => {
    const { groups } = placeEndpoints(sampleDocument());

    expect(groups.map(({ id, nodes }) => [id, nodes.map(({ title }) => title)])).toEqual([
      ['namespace ops', ["CronJob/o'report"]],
      ['namespace shop', ['api', 'web']],
      ['outside node', ['node-a']],
      ['outside service', ['shop/api']],
      ['outside external', ['52.94.133.17']],
      ['outside unknown', ['ambiguous']],
    ]);
  });

  it('put many outside addresses into few wider blocks and still find each', () => {
    const addresses = outside(40);
    const connections = addresses.map((server) => connection({ server }));
    const { groups, nodeOf } = placeEndpoints(sampleDocument({ connections }));
    const nodes = groups.find(({ id }) => id === 'outside external')?.nodes ?? [];

    expect(nodes.map(({ id, endpoints }) => [id, endpoints])).toEqual([['external 203.0.0.0/16', 40]]);
    expect(addresses.every((address) => nodeOf(address) === nodes[0])).toBe(true);
    expect(membersText('external', nodes)).toBe('40 addresses');
  });

  it('know an endpoint that only `more` names, and none that nobody names', () => {
    const places = placeEndpoints(sampleDocument(), [DNS]);

    expect(places.nodeOf(DNS)?.text).toBe('kube-system/coredns');
    expect(placeEndpoints(sampleDocument()).nodeOf(DNS)).toBeUndefined();
  });
});

describe('links', () => {
  it('are each connection of the report with its class, then what is unused', () => {
    const unused = [{ client: API, server: WEB, protocol: 'TCP', port: 443 } as const];
    const { links } = mapGraph(sampleDocument(), { policySet: 'current', unused });

    expect(links.map((link) => [link.class, link.server.text, link.port])).toEqual([
      ['allowed', 'shop/api', 8080],
      ['blocked', 'shop/api', 9090],
      ['unknown', 'shop/api', 5432],
      ['allowed', '52.94.133.17', 443],
      ['allowed', 'node node-a', 9100],
      ['allowed', 'service shop/api', 80],
      ['attempt', 'no single owner (ambiguous)', 8080],
      ['unused', 'shop/web', 443],
    ]);
  });

  it('have the verdicts of the set that is asked for', () => {
    const { links } = mapGraph(sampleDocument(), { policySet: 'recommended' });

    expect(links.map((link) => link.class)).toEqual([...Array(6).fill('allowed'), 'attempt']);
  });

  it('of the cluster itself are those allowed with a system namespace or a node, never a blocked one', () => {
    const base = sampleDocument();
    const [allowed, blocked] = base.connections;
    if (allowed === undefined || blocked === undefined) throw new Error('the sample has connections');
    const connections = [...base.connections, { ...allowed, server: DNS }, { ...blocked, server: DNS }];
    const graph = mapGraph({ ...base, connections }, { policySet: 'current' });

    expect(graph.links.filter(systemLinks(graph.places)).map(({ server }) => server.text)).toEqual([
      'node node-a',
      'kube-system/coredns',
    ]);
  });

  it.each<[Partial<LinkFilter>, number, Record<string, number>]>([
    [{}, 7, {}],
    [{ classes: ['allowed', 'blocked'] }, 5, { byClass: 2 }],
    [{ port: '8080' }, 2, { byPort: 5 }],
    [{ port: ' tcp/443 ' }, 1, { byPort: 6 }],
    [{ port: 'UDP' }, 0, { byPort: 7 }],
    [{ port: 'TCP/' }, 0, { byPort: 7 }],
    [{ port: 'anything' }, 0, { byPort: 7 }],
    [{ system: 'hide' }, 6, { bySystem: 1 }],
    [{ system: 'dim' }, 7, {}],
    [{ hidden: ['outside external', 'namespace ops'] }, 5, { byGroup: 2 }],
    [{ hidden: ['outside node'], system: 'hide', classes: ['allowed'] }, 3, { byGroup: 1, byClass: 3 }],
  ])('filtered by %j are %d', (filter, count, hidden) => {
    const graph = mapGraph(sampleDocument(), { policySet: 'current' });

    const { shown, ...counts } = filterLinks(graph, { ...NO_FILTER, ...filter });

    expect(shown).toHaveLength(count);
    expect(counts).toEqual({ byClass: 0, byPort: 0, bySystem: 0, byGroup: 0, ...hidden });
  });
});

describe('bundles', () => {
  const graph = mapGraph(sampleDocument(), { policySet: 'current' });
  const bundles = bundleLinks({
    links: graph.links,
    endOf: (link, side) => link[side].group,
    isSystem: systemLinks(graph.places),
  });

  it('hold every link once, by pair, with the gravest class', () => {
    expect(bundles.map(({ id, total, class: gravest, system }) => [id, total, gravest, system])).toEqual([
      ['namespace ops -> namespace shop', 1, 'unknown', false],
      ['namespace shop -> namespace shop', 2, 'blocked', false],
      ['namespace shop -> outside external', 1, 'allowed', false],
      ['namespace shop -> outside node', 1, 'allowed', true],
      ['namespace shop -> outside service', 1, 'allowed', false],
      ['namespace shop -> outside unknown', 1, 'attempt', false],
    ]);
  });

  it('that must be few are the gravest, in the order they had', () => {
    expect(heaviestBundles(bundles, 2).map((bundle) => bundle.class)).toEqual(['unknown', 'blocked']);
    expect(heaviestBundles(bundles, 6)).toBe(bundles);
  });

  it('name their ports by number and count the rest', () => {
    expect(portsText(graph.links, 3)).toBe('TCP/80, TCP/443, TCP/5432 +3');
    expect(portsText(graph.links.slice(0, 1), 3)).toBe('TCP/8080');
  });
});
