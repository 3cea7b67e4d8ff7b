// The drawn map: places that stay, limits that are said, and the same scene for the same report.
import { describe, expect, it } from 'vitest';
import type { ReportDocument } from '../../../lib/report/document.ts';
import { focusScene, MOST_NEIGHBOURS, neighbourId } from '../../../lib/report/map/focus-scene.ts';
import { groupScene, MOST_LINES, MOST_NODES } from '../../../lib/report/map/group-scene.ts';
import { mapGraph } from '../../../lib/report/map/map-links.ts';
import type { Scene, SceneBox } from '../../../lib/report/map/scene.ts';
import type { Rect } from '../../../lib/report/map/shapes.ts';
import { connection, sampleDocument } from '../sample-document.ts';
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
  });
});
