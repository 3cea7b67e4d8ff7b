// What the map and the matrix decide without a browser: steps, what is in sight, search, selection, words, cells.
import { describe, expect, it } from 'vitest';
import { focusScene } from '../../lib/report/map/focus-scene.ts';
import { groupScene } from '../../lib/report/map/group-scene.ts';
import { filterLinks, mapGraph, NO_FILTER } from '../../lib/report/map/map-links.ts';
import { buildModel } from '../../lib/web/data/model.ts';
import { searchPlaces } from '../../lib/web/views/map/map-search.ts';
import { neighboursOf, selectionOf } from '../../lib/web/views/map/map-selection.ts';
import { MAP_FIELDS } from '../../lib/web/views/map/map-state.ts';
import { stepFrom } from '../../lib/web/views/map/map-steps.ts';
import { enlargement, fitted, panned, seenFirst, showing, zoomed } from '../../lib/web/views/map/map-viewport.ts';
import { mapStatus } from '../../lib/web/views/map/map-words.ts';
import { groupMatrix, MOST_SIDES, nodeMatrix } from '../../lib/web/views/matrix/matrix.ts';
import { connection, sampleDocument } from '../report/sample-document.ts';
import { HOSTILE_NAMES } from './hostile-document.ts';

const document = sampleDocument();
const graph = mapGraph(document, { policySet: 'current' });
const SHOP = 'namespace shop';
const WEB = 'workload shop/Deployment/web';
const API = 'workload shop/Deployment/api';

describe('an arrow key', () => {
  const size = { width: 10, height: 10 };
  const boxes = [
    { id: 'a', x: 0, y: 0, ...size },
    { id: 'b', x: 100, y: 5, ...size },
    { id: 'c', x: 40, y: 90, ...size },
    { id: 'd', x: 105, y: 100, ...size },
  ];
  const [a, b] = boxes;

  it.each([
    [a, 'ArrowRight', 'b'],
    [a, 'ArrowDown', 'c'],
    [a, 'ArrowLeft', undefined],
    [a, 'ArrowUp', undefined],
    [b, 'ArrowDown', 'd'],
    [b, 'ArrowLeft', 'a'],
  ] as const)('from %j by %s leads to %s', (from, key, expected) => {
    if (from === undefined) throw new Error('there are boxes');
    expect(stepFrom(boxes, from, key)?.id).toBe(expected);
  });
});

describe('the view', () => {
  const size = { width: 1000, height: 500 };

  it('fits all of the drawing, in the middle, without making text large', () => {
    expect(fitted({ x: 0, y: 0, width: 2000, height: 500 }, size)).toEqual({
      x: 0,
      y: -250,
      width: 2000,
      height: 1000,
    });
    expect(fitted({ x: 0, y: 0, width: 11, height: 11 }, size).width).toBeCloseTo(1000 / 1.1);
  });

  it.each([
    [1.1, 1],
    [0.75, 1],
    [0.5, 1.2],
    [0.3, 1.8],
  ])('draws text of a map at %f larger by %f', (scale, expected) => {
    expect(enlargement(scale)).toBe(expected);
  });

  it('shows the part that matters first, where all of it would be too small', () => {
    const first = { x: 100, y: 100, width: 500, height: 300 };

    expect(seenFirst({ x: 0, y: 0, width: 2000, height: 500 }, [first], size).width).toBe(2000);
    expect(seenFirst({ x: 0, y: 0, width: 2100, height: 500 }, [first], size)).toBe(first);
    expect(seenFirst({ x: 0, y: 0, width: 2100, height: 500 }, [], size).width).toBe(2100);
  });

  it('shows of several parts the first that can be read, however large the last is', () => {
    const whole = { x: 0, y: 0, width: 9000, height: 500 };
    const [both, newest] = [2800, 8000].map((width) => ({ x: 0, y: 0, width, height: 300 }));
    if (both === undefined || newest === undefined) throw new Error('there are two');

    expect(seenFirst(whole, [both, newest], size)).toBe(both);
    expect(seenFirst(whole, [newest, both], size)).toBe(both);
    expect(seenFirst(whole, [{ ...both, width: 2900 }, newest], size)).toBe(newest);
  });

  it('zooms about a point, which stays where it is, and not without end', () => {
    const view = { x: 0, y: 0, width: 1000, height: 500 };
    const near = zoomed(view, size, 2, { x: 0.25, y: 0.5 });

    expect(near).toEqual({ x: 125, y: 125, width: 500, height: 250 });
    expect(near.x + near.width * 0.25).toBe(250);
    expect(zoomed(view, size, 1000, { x: 0.5, y: 0.5 }).width).toBe(250);
    expect(zoomed(view, size, 0.0001, { x: 0.5, y: 0.5 }).width).toBe(20_000);
  });

  it('pans by pixels of the screen, and moves to a box only where that is out of sight', () => {
    const view = { x: 0, y: 0, width: 2000, height: 1000 };

    expect(panned(view, size, 10, -5)).toEqual({ ...view, x: -20, y: 10 });
    expect(showing(view, { x: 10, y: 10, width: 10, height: 10 })).toBe(view);
    expect(showing(view, { x: 3000, y: 0, width: 100, height: 100 })).toEqual({ ...view, x: 2050, y: -450 });
  });
});

describe('the address of the map', () => {
  it('keeps ids of groups, whatever characters they have', () => {
    const ids = HOSTILE_NAMES.map((name) => `namespace ${name},%`);

    expect(MAP_FIELDS.open.parse(MAP_FIELDS.open.format(ids))).toEqual(ids);
    expect(MAP_FIELDS.open.parse('')).toEqual([]);
    expect(MAP_FIELDS.open.parse('namespace%20a,%E0%A4%A')).toEqual(['namespace a']);
  });
});

describe('a search', () => {
  const { endpoints } = buildModel(document);

  it.each([
    ['API', ['shop/api', 'service shop/api']],
    ['52.94.133', ['52.94.133.17']],
    ['10.0.9.9', ['no single owner (ambiguous)']],
    ['nothing of the kind', []],
    ['  ', []],
  ])('for %j finds %j', (search, expected) => {
    expect(searchPlaces(graph.places, endpoints, search).map(({ text }) => text)).toEqual(expected);
  });
});

describe('a selection', () => {
  it.each([
    [SHOP, 'group', 7],
    [WEB, 'node', 6],
    [`rest of ${SHOP}`, 'group', 7],
    [`${WEB} -> ${API}`, 'line', 2],
    [`${SHOP} -> outside external`, 'line', 1],
    [`${WEB} -> outside external`, 'line', 1],
    [`namespace ops -> ${API}`, 'line', 1],
  ])('%j is a %s of %d connections', (id, kind, count) => {
    const selection = selectionOf(graph, graph.links, id);

    expect([selection?.kind, selection?.links.length]).toEqual([kind, count]);
  });

  it.each(['', 'namespace nowhere', `${API} -> ${WEB}`, `${WEB} -> `])('%j is nothing', (id) => {
    expect(selectionOf(graph, graph.links, id)).toBeUndefined();
  });

  it('names both ends of a line', () => {
    const line = selectionOf(graph, graph.links, `${WEB} -> outside external`);

    expect(line?.kind === 'line' ? [line.from, line.to] : []).toEqual(['shop/web', 'Outside addresses']);
  });

  it('of a group or a node knows whom it talks to', () => {
    const [group, node] = [SHOP, API].map((id) => selectionOf(graph, graph.links, id));
    if (group?.kind !== 'group' || node?.kind !== 'node') throw new Error('both are places');

    const ofGroup = neighboursOf(graph, group);
    // The gravest first: within shop something would be blocked, ops has what nobody knows.
    expect(ofGroup.clients.map(({ text, bundle }) => [text, bundle.total])).toEqual([
      ['shop', 2],
      ['ops', 1],
    ]);
    expect(ofGroup.servers).toHaveLength(5);
    expect(neighboursOf(graph, node).clients.map(({ text }) => text)).toEqual(['shop/web', "ops/CronJob/o'report"]);
    expect(neighboursOf(graph, node).servers).toEqual([]);
  });
});

describe('what the map says of itself', () => {
  it('counts what each part of the filter hides, and what is unused apart from connections', () => {
    const unused = [
      {
        client: { kind: 'external', cidr: '198.51.100.77/32' },
        server: { kind: 'external', cidr: '192.0.2.1/32' },
        protocol: 'TCP',
        port: 1,
      },
    ] as const;
    const with1 = mapGraph(document, { policySet: 'current', unused });
    const filtered = filterLinks(with1, { ...NO_FILTER, classes: ['blocked', 'allowed', 'unused'], system: 'hide' });
    const scene = groupScene({ graph: with1, links: filtered.shown, open: [] });

    expect(mapStatus({ graph: with1, filtered, scene, focus: undefined })).toBe(
      'Showing 4 of 7 connections; 1 allowed and unused; hidden: 2 by class, 1 as system traffic',
    );
  });

  it('counts the neighbours of a place in focus', () => {
    const focus = graph.places.groups.flatMap(({ nodes }) => nodes).find(({ id }) => id === API);
    if (focus === undefined) throw new Error('it is a place');
    const filtered = filterLinks(graph, NO_FILTER);
    const scene = focusScene({ graph, links: filtered.shown, focus });

    expect(mapStatus({ graph, filtered, scene, focus })).toBe('shop/api: showing 2 of 2 neighbours');
  });
});

describe('the matrix', () => {
  it('has every group on both sides, and every connection in one cell', () => {
    const { rows, columns, cell } = groupMatrix(graph);
    const totals = rows.map((row) => columns.map((column) => cell(row, column)?.total ?? 0));

    expect(rows.map(({ title }) => title)).toEqual(columns.map(({ title }) => title));
    expect(totals.flat().reduce((sum, count) => sum + count, 0)).toBe(graph.links.length);
    expect(totals[1]).toEqual([0, 2, 1, 1, 1, 1]);
  });

  it('of one cell has only who talks there', () => {
    const matrix = nodeMatrix(graph, SHOP, SHOP);

    expect(matrix?.rows.map(({ id }) => id)).toEqual([WEB]);
    expect(matrix?.columns.map(({ id }) => id)).toEqual([API]);
    expect(nodeMatrix(graph, SHOP, 'namespace nowhere')).toBeUndefined();
  });

  it('of very many keeps the busiest, by name, and knows how many there are', () => {
    const names = Array.from({ length: 150 }, (_, index) => `w-${String(index).padStart(3, '0')}`);
    const workload = (name: string) =>
      ({ kind: 'workload', namespace: 'shop', workloadKind: 'Deployment', name }) as const;
    const connections = names.flatMap((name, index) =>
      Array.from({ length: index < 50 ? 1 : 2 }, (_, port) =>
        connection({ client: workload(name), server: workload('hub'), port: port + 1 }),
      ),
    );
    const large = mapGraph(sampleDocument({ connections }), { policySet: 'current' });
    const matrix = nodeMatrix(large, SHOP, SHOP);

    expect(matrix?.ofRows).toBe(150);
    expect(matrix?.rows.map(({ title }) => title)).toEqual(names.slice(50));
    expect(matrix?.rows).toHaveLength(MOST_SIDES);
  });
});
