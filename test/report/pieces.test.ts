// Which pods an endpoint stands for where the dataplane treats nodes differently.
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../lib/connections/connection.ts';
import type { PodVariant } from '../../lib/identity/workload.ts';
import { type JudgedWorkload, makePieces } from '../../lib/report/pieces.ts';

const VARIANT: PodVariant = { labels: {}, ports: [], addresses: [], nodes: [], current: true };
const WEB: Extract<Endpoint, { kind: 'workload' }> = {
  kind: 'workload',
  namespace: 'shop',
  workloadKind: 'Deployment',
  name: 'web',
};
const OUTSIDE: Endpoint = { kind: 'external', cidr: '192.0.2.1/32' };
const nodeClassOf = (name: string) => (name.startsWith('virtual-') ? 'virtual' : 'plain');

function workload(kind: string, ...variants: readonly Partial<PodVariant>[]): JudgedWorkload {
  return {
    ...{ namespace: 'shop', kind, name: 'web', hostNetwork: false },
    variants: variants.map((variant) => ({ ...VARIANT, ...variant })),
  };
}

function places(web: JudgedWorkload, other: Endpoint, classes?: typeof nodeClassOf) {
  return makePieces([web], [], classes)
    .piecesOf({ ...WEB, workloadKind: web.kind }, { side: 'server', other })
    .map((piece) => (piece.kind === 'pod' ? [piece.nodeName, piece.nodeClass] : piece.kind));
}

const SPREAD = workload('Deployment', { nodes: ['n1', 'n2', 'virtual-a'] });

describe('makePieces', () => {
  it('takes all nodes for one where the dataplane does', () => {
    expect(places(SPREAD, OUTSIDE)).toEqual([[undefined, undefined]]);
  });

  it('asks once for each class of nodes, and leaves the node open', () => {
    expect(places(SPREAD, OUTSIDE, nodeClassOf)).toEqual([
      [undefined, 'plain'],
      [undefined, 'virtual'],
    ]);
  });

  it('names the own node and one that is not, in each class', () => {
    expect(places(SPREAD, { kind: 'node', name: 'n2', address: '10.0.9.2' }, nodeClassOf)).toEqual([
      ['n2', undefined],
      ['n1', undefined],
      ['virtual-a', undefined],
    ]);
  });

  it('leaves node and class open for pods that no node has', () => {
    expect(places(workload('Deployment', {}), OUTSIDE, nodeClassOf)).toEqual([[undefined, undefined]]);
  });

  it('asks once for each class about the pods in a block', () => {
    const web = workload('Deployment', { nodes: ['n1', 'virtual-a'], addresses: ['10.0.0.1'] });
    const block: Endpoint = { kind: 'external', cidr: '10.0.0.0/24' };

    const pods = makePieces([web], [], nodeClassOf).piecesOf(block, { side: 'client', other: WEB });

    expect(pods.map((piece) => (piece.kind === 'pod' ? piece.nodeClass : piece.kind))).toEqual([
      'address',
      'plain',
      'virtual',
    ]);
  });

  it('says what the pod runs as, and that nobody made it', () => {
    const web = workload('Pod', { runtimeClass: 'kata', serviceAccount: 'web' });

    const [pod] = makePieces([web], []).piecesOf({ ...WEB, workloadKind: 'Pod' }, { side: 'server', other: OUTSIDE });

    expect(pod).toMatchObject({ runtimeClass: 'kata', serviceAccount: 'web', standalone: true });
  });
});
