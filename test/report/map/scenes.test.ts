// The drawn map: places that stay, limits that are said, and the same scene for the same report.
import { describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../../lib/report/document.ts';
import { focusScene, MOST_NEIGHBOURS, neighbourId } from '../../../lib/report/map/focus-scene.ts';
import { groupScene, MOST_LINES, MOST_LINES_OF_CROWD, MOST_NODES } from '../../../lib/report/map/group-scene.ts';
import { mapGraph } from '../../../lib/report/map/map-links.ts';
import type { Scene, SceneBox } from '../../../lib/report/map/scene.ts';
import type { Rect } from '../../../lib/report/map/shapes.ts';
import { connection, DENIED, sampleDocument } from '../sample-document.ts';
import { largeDocument } from './large-document.ts';

function sceneOf(document: ReportDocument, open: readonly string[] = [], hidden: readonly string[] = []): Scene {
  const graph = mapGraph(document, { policySet: 'current' });
  return groupScene({ graph, links: graph.links, open, hidden });
}

function focusOf(document: ReportDocument, id: string): Scene {
  const graph = mapGraph(document, { policySet: 'current' });
  const focus = graph.places.groups.flatMap(({ nodes }) => nodes).find((node) => node.id === id);
  if (focus === undefined) throw new Error(`${id} is a place`);
  return focusScene({ graph, links: graph.links, focus });
}

function places(scene: Scene): Readonly<Record<string, string>> {
  return Object.fromEntries(scene.boxes.map(({ id, x, y }) => [id, `${x} ${y}`]));
}

function overlapping(boxes: readonly SceneBox[]): readonly string[] {
  const apart = (a: Rect, b: Rect) =>
    a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
  return boxes.flatMap((box, index) =>
    boxes
      .slice(index + 1)
      .filter((other) => !apart(box, other) && box.parent !== other.id && other.parent !== box.id)
      .map((other) => `${box.id} and ${other.id}`),
  );
}

const SHOP = 'namespace shop';

describe('the map of groups', () => {
  it('draws a closed group as one box and one line for each ordered pair', () => {
    const scene = sceneOf(sampleDocument());

    expect(scene.boxes.map(({ id, kind }) => [id, kind])).toEqual([
      ['namespace ops', 'closed'],
      [SHOP, 'closed'],
      ['outside node', 'closed'],
      ['outside service', 'closed'],
      ['outside external', 'closed'],
      ['outside unknown', 'closed'],
    ]);
    expect(scene.lines.map(({ id, text }) => [id, text]).sort()).toEqual([
      ['namespace ops -> namespace shop', '? 1'],
      ['namespace shop -> outside external', '1'],
      ['namespace shop -> outside node', '1'],
      ['namespace shop -> outside service', '1'],
      ['namespace shop -> outside unknown', '↛ 1'],
    ]);
  });

  it('says of a box how many connections of each class it has, those inside included', () => {
    const shop = sceneOf(sampleDocument()).boxes.find(({ id }) => id === SHOP);

    expect(shop?.counts).toEqual({ blocked: 1, unknown: 1, allowed: 4, attempt: 1, unused: 0 });
    expect(shop?.note).toBe('2 workloads, 2 inside');
    expect(shop?.label).toBe(
      'Namespace shop, 2 workloads; connections: 1 would be blocked, 1 unknown, 4 allowed, 1 attempt',
    );
  });

  it('draws what is in an open group, inside of it', () => {
    const scene = sceneOf(sampleDocument(), [SHOP]);
    const shop = scene.boxes.find(({ id }) => id === SHOP);
    const inside = scene.boxes.filter(({ parent }) => parent === SHOP);

    expect(inside.map(({ title }) => title)).toEqual(['api', 'web']);
    for (const box of inside) {
      expect(box.x).toBeGreaterThan(shop?.x ?? Number.NaN);
      expect(box.x + box.width).toBeLessThan((shop?.x ?? 0) + (shop?.width ?? 0));
      expect(box.y + box.height).toBeLessThan((shop?.y ?? 0) + (shop?.height ?? 0));
    }
    expect(scene.lines.map(({ id }) => id)).toContain('workload shop/Deployment/web -> workload shop/Deployment/api');
  });

  it('draws the gravest lines last, where no other hides them', () => {
    const classes = sceneOf(sampleDocument(), [SHOP]).lines.map((line) => line.class);

    expect(classes).toEqual(['attempt', 'allowed', 'allowed', 'allowed', 'unknown', 'blocked']);
  });

  it('leaves out a group that is hidden', () => {
    const graph = mapGraph(sampleDocument(), { policySet: 'current' });
    const scene = groupScene({ graph, links: [], open: [], hidden: [SHOP] });

    expect(scene.boxes.map(({ id }) => id)).not.toContain(SHOP);
  });

  it.each([[[]], [['namespace team-0']], [['namespace team-3', 'namespace team-7', 'outside external']]])(
    'has no box over another, opened %j',
    (open) => {
      expect(overlapping(sceneOf(largeDocument(600, 4000), open).boxes)).toEqual([]);
    },
  );

  it('keeps every group on its shelf when one is opened', () => {
    const document = largeDocument(600, 4000);
    const [closed, open] = [sceneOf(document), sceneOf(document, ['namespace team-20'])];
    const shelves = (scene: Scene) => {
      const rows = [...new Set(scene.boxes.filter(({ parent }) => parent === undefined).map(({ y }) => y))];
      return scene.boxes.flatMap(({ id, y, parent }) => (parent === undefined ? [[id, rows.indexOf(y)]] : []));
    };

    expect(shelves(open)).toEqual(shelves(closed));
  });

  it('moves no other namespace for a new workload, in closed groups and, mostly, in open ones', () => {
    const before = sampleDocument({
      workloads: Array.from({ length: 6 }, (_, index) => workload(`w-${index}`)),
      connections: [],
    });
    const after = { ...before, workloads: [...before.workloads, workload('w-0b')] };

    for (const open of [[], [SHOP]]) {
      const [old, grown] = [places(sceneOf(before, open)), places(sceneOf(after, open))];
      const groups = Object.keys(old).filter((id) => !id.startsWith('workload'));
      expect(groups.map((id) => grown[id])).toEqual(groups.map((id) => old[id]));
    }
  });
});

function workload(name: string): ReportDocument['workloads'][number] {
  const id = `shop/Deployment/${name}`;
  return { id, namespace: 'shop', kind: 'Deployment', name, labels: {}, pods: 1, hostNetwork: false };
}

describe('a large map', () => {
  const document = largeDocument();

  it('is the same twice, whatever the order of the connections', () => {
    const open = ['namespace team-0', 'namespace team-30'];
    const reversed = { ...document, connections: [...document.connections].reverse() };

    const scene = sceneOf(document, open);

    expect(sceneOf(largeDocument(), open)).toEqual(scene);
    expect(sceneOf(reversed, open)).toEqual(scene);
  });

  it('draws no more than can be read, says so, and still stands for every connection', () => {
    const open = Array.from({ length: 60 }, (_, index) => `namespace team-${index}`);
    const scene = sceneOf(document, open);
    const { nodes, ofNodes, lines, ofLines } = scene.drawn;

    expect(ofNodes).toBe(2000);
    expect(nodes).toBeLessThanOrEqual(MOST_NODES);
    expect(scene.boxes.filter(({ kind }) => kind === 'node')).toHaveLength(nodes);
    expect(lines).toBe(MOST_LINES);
    expect(ofLines).toBeGreaterThan(lines);
    const ends = scene.boxes.filter(({ kind }) => kind === 'open').reduce((sum, { counts }) => sum + counts.allowed, 0);
    expect(ends).toBeGreaterThan(document.connections.length);
  });

  it('draws fewer lines between many closed groups, and all of one that is selected', () => {
    const graph = mapGraph(document, { policySet: 'current' });
    const closed = groupScene({ graph, links: graph.links, open: [] });
    const about = groupScene({ graph, links: graph.links, open: [], about: 'namespace team-7' });
    const pairs = new Set(
      graph.links
        .map(({ client, server }) => [client.group, server.group])
        .filter(([from, to]) => from !== to && (from === 'namespace team-7' || to === 'namespace team-7'))
        .map((pair) => pair.join(' ')),
    );

    expect(closed.drawn.lines).toBe(MOST_LINES_OF_CROWD);
    expect(new Set(closed.lines.map((line) => line.class))).toEqual(new Set(['blocked']));
    const own = about.lines.filter(({ from, to }) => from === 'namespace team-7' || to === 'namespace team-7');
    expect(own).toHaveLength(pairs.size);
  });

  it('leaves no blocked connection out where lines are left out', () => {
    const graph = mapGraph(document, { policySet: 'current' });
    const open = ['namespace team-0', 'namespace team-1'];
    const scene = groupScene({ graph, links: graph.links, open });
    const blocked = graph.links.filter((link) => link.class === 'blocked');
    const drawn = new Set(scene.lines.map(({ from, to }) => `${from} ${to}`));

    expect(blocked.length).toBeGreaterThan(100);
    expect(drawn.size).toBe(scene.drawn.lines);
    expect(scene.lines.filter((line) => line.class === 'blocked').length).toBeGreaterThan(0);
  });
});

describe('an open group with many lines to others', () => {
  const ids = Array.from({ length: 20 }, (_, index) => index);
  const at = (namespace: string, name: string) =>
    ({ kind: 'workload', namespace, workloadKind: 'Deployment', name }) as const;
  const ledger = at('bank', 'ledger');
  const connections = [
    ...ids.map((id) => connection({ client: at('shop', `w-${id}`), server: ledger })),
    connection({
      ...{ client: at('shop', 'w-3'), server: ledger, port: 9090 },
      verdicts: { current: DENIED, recommended: DENIED },
    }),
    connection({ client: at('shop', 'w-1'), server: at('shop', 'w-2') }),
  ];
  const graph = mapGraph(sampleDocument({ workloads: [], connections }), { policySet: 'current' });
  const sceneAbout = (about?: string) =>
    groupScene({ graph, links: graph.links, open: [SHOP], ...(about === undefined ? {} : { about }) });
  const linesOf = (scene: Scene) => scene.lines.map(({ id, text }) => [id, text]).sort();
  const blocked = ['workload shop/Deployment/w-3 -> namespace bank', '✕ 1 of 2'];
  const inside = ['workload shop/Deployment/w-1 -> workload shop/Deployment/w-2', ''];

  it('has them put together at its border, but for what would be blocked', () => {
    expect(linesOf(sceneAbout())).toEqual([['namespace shop -> namespace bank', '19'], inside, blocked]);
  });

  it.each(['workload shop/Deployment/w-7', 'workload shop/Deployment/w-7 -> namespace bank'])(
    'has those of %j drawn to the workload',
    (about) => {
      const own = ['workload shop/Deployment/w-7 -> namespace bank', '1'];

      expect(linesOf(sceneAbout(about))).toEqual([['namespace shop -> namespace bank', '18'], inside, blocked, own]);
    },
  );

  it('counts for a workload what its group has put together', () => {
    const counts = (id: string) => sceneAbout().boxes.find((box) => box.id === id)?.counts;

    expect(counts('workload shop/Deployment/w-7')).toMatchObject({ blocked: 0, allowed: 1 });
    expect(counts('workload shop/Deployment/w-3')).toMatchObject({ blocked: 1, allowed: 1 });
    expect(counts(SHOP)).toMatchObject({ blocked: 1, allowed: 21 });
  });

  it('is what a small frame shows first', () => {
    const { first: parts, boxes } = sceneAbout();
    const [first] = parts;
    const shop = boxes.find(({ id }) => id === SHOP);
    if (first === undefined || shop === undefined) throw new Error('shop is open');

    expect(first.x).toBeLessThan(shop.x);
    expect(first.x + first.width).toBeGreaterThan(shop.x + shop.width);
    expect(first.y).toBeLessThan(shop.y);
    expect(first.y + first.height).toBeGreaterThan(shop.y + shop.height);
    expect(parts).toHaveLength(1);
    expect(sceneOf(sampleDocument()).first).toEqual([]);
  });

  it('is shown with the other open ones, else the one that was opened last', () => {
    const shopWidth = sceneAbout().first[0]?.width ?? Number.NaN;
    const both = (open: readonly string[]) => groupScene({ graph, links: graph.links, open });
    const { first, boxes } = both(['namespace bank', SHOP]);
    const [together, shopLast] = first;
    const bankLast = both([SHOP, 'namespace bank', 'namespace none']).first[1];

    for (const { x, y, width, height } of boxes.filter(({ kind }) => kind === 'open')) {
      expect(x).toBeGreaterThan(together?.x ?? Number.NaN);
      expect(y).toBeGreaterThan(together?.y ?? Number.NaN);
      expect(x + width).toBeLessThan((together?.x ?? 0) + (together?.width ?? 0));
      expect(y + height).toBeLessThan((together?.y ?? 0) + (together?.height ?? 0));
    }
    expect(shopLast?.width).toBe(shopWidth);
    expect(bankLast?.width).toBeLessThan(shopWidth);
  });
});

describe('the map of one place', () => {
  it('has clients on the left, servers on the right, and the ports of each', () => {
    const scene = focusOf(sampleDocument(), 'workload shop/Deployment/api');
    const [centre] = scene.boxes;
    const side = (prefix: string) => scene.boxes.filter(({ id }) => id.startsWith(prefix));

    expect(centre?.id).toBe('workload shop/Deployment/api');
    expect(side('client ').map(({ title }) => title)).toEqual(['shop/web', "ops/CronJob/o'report"]);
    expect(side('client ').every(({ x }) => x < (centre?.x ?? 0))).toBe(true);
    expect(side('server ')).toEqual([]);
    expect(scene.lines.map(({ text }) => text).sort()).toEqual(['TCP/5432', 'TCP/8080, TCP/9090']);
  });

  it('shows a place on both sides where both ask, and one that talks to itself', () => {
    const [first] = sampleDocument().connections;
    if (first === undefined) throw new Error('the sample has connections');
    const { client, server } = first;
    const connections = [first, connection({ client: server, server: client }), connection({ client, server: client })];
    const scene = focusOf(sampleDocument({ connections }), 'workload shop/Deployment/web');

    expect(scene.boxes.slice(1).map(({ id }) => id)).toEqual([
      'client workload shop/Deployment/api',
      'client workload shop/Deployment/web',
      'server workload shop/Deployment/api',
      'server workload shop/Deployment/web',
    ]);
    expect(neighbourId('client workload shop/Deployment/api')).toBe('workload shop/Deployment/api');
    expect(overlapping(scene.boxes)).toEqual([]);
  });

  it('draws some of the neighbours of a hub, those that would be blocked first, and says how many', () => {
    const scene = focusOf(largeDocument(), 'workload team-0/Deployment/w-0');
    const clients = scene.boxes.filter(({ id }) => id.startsWith('client '));
    const { nodes, ofNodes } = scene.drawn;

    expect(clients).toHaveLength(MOST_NEIGHBOURS);
    expect(ofNodes).toBeGreaterThan(nodes);
    expect(clients[0]?.counts.blocked).toBeGreaterThan(0);
    expect(scene.captions[0]?.text).toMatch(/^\d+ clients, 40 shown$/);
    const [centre] = scene.boxes;
    const [first] = scene.first;
    if (centre === undefined || first === undefined) throw new Error('a place is in focus');
    expect(first.height).toBeLessThan(scene.height / 2);
    expect(centre.y + centre.height).toBeLessThan(first.y + first.height);
  });
});
