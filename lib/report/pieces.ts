// The pods, addresses and nodes that one endpoint stands for, as far as policies can tell them apart.

import { type Endpoint, endpointKey } from '../connections/connection.ts';
import { type PodVariant, type Workload, type WorkloadRef, workloadId } from '../identity/workload.ts';
import { addressBits, parseAddress } from '../net/address.ts';
import { type BlockClassOf, makeBlockIndex } from '../net/block-index.ts';
import { type Cidr, cidrContains, parseCidr } from '../net/cidr.ts';
import type { PolicyEndpoint } from '../policy/model.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import { cutRange, groupAddresses } from './address-pieces.ts';

/** What must be known of a workload: a `Workload` has it, and so does a report with variants. */
export type JudgedWorkload = WorkloadRef & Pick<Workload, 'hostNetwork' | 'variants'>;

/** `other`: the far side. A pod's own node is never blocked, and two pods of one workload are not one pod. */
export interface View {
  readonly side: 'client' | 'server';
  readonly other: Endpoint;
}

export interface PieceMaker {
  /** Never empty. */
  readonly piecesOf: (endpoint: Endpoint, view: View) => readonly PolicyEndpoint[];
}

/** Undefined where all nodes are alike to the dataplane. */
type NodeClassOf = Dataplane['nodeClassOf'];

/** `blocks`: every address block that the policies name. `nodeClassOf`: that of the dataplane. */
export function makePieces(
  workloads: readonly JudgedWorkload[],
  blocks: readonly Cidr[],
  nodeClassOf?: NodeClassOf,
): PieceMaker {
  const known = new Map(workloads.map((workload) => [workloadId(workload), workload]));
  const tellers: Tellers = { blocks, blockClassOf: makeBlockIndex(blocks), nodeClassOf };
  const piecesOf = (endpoint: Endpoint, view: View): readonly PolicyEndpoint[] => {
    switch (endpoint.kind) {
      case 'external':
        return rangePieces(endpoint.cidr, workloads, tellers);
      case 'workload': {
        const workload = known.get(idOf(endpoint));
        if (workload === undefined) return [{ kind: 'unidentified', reason: 'no snapshot shows the workload' }];
        return podPieces(workload, { ...view, ...tellers });
      }
      case 'node':
        return [{ kind: 'node', name: endpoint.name, addresses: [endpoint.address] }];
      case 'service':
        return [{ kind: 'unidentified', reason: `service address ${endpoint.address}: its pods are not named` }];
      case 'unknown':
        return [{ kind: 'unidentified', reason: `${endpoint.address} has no single owner (${endpoint.reason})` }];
    }
  };
  return { piecesOf };
}

/** Endpoints repeat a lot; beyond this the memory starts anew, so that it stays bounded. */
const REMEMBERED_ENDPOINTS = 200_000;

/** The same pieces each time, so that what is found out about them is found out once. */
export function rememberPieces({ piecesOf }: PieceMaker): PieceMaker {
  const memory = new Map<string, readonly PolicyEndpoint[]>();
  const outside = new WeakMap<Endpoint, readonly PolicyEndpoint[]>();
  return {
    piecesOf: (endpoint, view) => {
      if (endpoint.kind === 'external') {
        const pieces = outside.get(endpoint) ?? piecesOf(endpoint, view);
        outside.set(endpoint, pieces);
        return pieces;
      }
      const key = viewKey(endpoint, view);
      const known = memory.get(key);
      if (known !== undefined) return known;
      if (memory.size >= REMEMBERED_ENDPOINTS) memory.clear();
      const pieces = piecesOf(endpoint, view);
      memory.set(key, pieces);
      return pieces;
    },
  };
}

/** The far side matters only where it is a node or the same workload. */
function viewKey(endpoint: Endpoint, { side, other }: View): string {
  const own = endpointKey(endpoint);
  const far = endpointKey(other);
  return `${side} ${own} ${other.kind === 'node' || own === far ? far : ''}`;
}

function idOf({ namespace, workloadKind, name }: Extract<Endpoint, { kind: 'workload' }>): string {
  return workloadId({ namespace, kind: workloadKind, name });
}

/** The pieces of a block, and the pods inside it: to selectors they are pods. */
function rangePieces(
  cidr: string,
  workloads: readonly JudgedWorkload[],
  { blocks, blockClassOf, nodeClassOf }: Tellers,
): readonly PolicyEndpoint[] {
  const range = parseCidr(cidr);
  if (range === undefined) return [{ kind: 'unidentified', reason: `${cidr} is no address block` }];
  const single = range.prefix === addressBits(range.family);
  // A single address is one piece, however many blocks there are.
  const outside = cutRange(single ? [] : blocks, range).map(
    (address): PolicyEndpoint => ({ kind: 'address', address }),
  );
  if (single) return outside;
  const inside = workloads.flatMap((workload) =>
    workload.variants.flatMap((variant) => {
      const addresses = variant.addresses.filter((text) => {
        const address = parseAddress(text);
        return address !== undefined && cidrContains(range, address);
      });
      if (!variant.current || workload.hostNetwork) return [];
      return groupAddresses(blockClassOf, addresses).flatMap((group) =>
        placesOf(variant.nodes, nodeClassOf, undefined).map((place) =>
          podOf(workload, variant, {
            name: `${workload.name} (${group[0]})`,
            addresses: group.slice(0, 1),
            ...place,
          }),
        ),
      );
    }),
  );
  return [...outside, ...inside];
}

/** What tells pods of one variant apart. */
interface Tellers {
  readonly blocks: readonly Cidr[];
  readonly blockClassOf: BlockClassOf;
  readonly nodeClassOf: NodeClassOf;
}

interface PodScope extends View, Tellers {}

/** One pod for each variant, way in which blocks hold its addresses, class of nodes, and own node or not. */
function podPieces(workload: JudgedWorkload, scope: PodScope): readonly PolicyEndpoint[] {
  const current = workload.variants.filter((variant) => variant.current);
  const variants = current.length > 0 ? current : workload.variants;
  const { other, side } = scope;
  const sameWorkload = other.kind === 'workload' && idOf(other) === workloadId(workload);
  const name = sameWorkload && side === 'server' ? `${workload.name} (another pod)` : workload.name;
  return variants.flatMap((variant) => {
    const groups = groupAddresses(scope.blockClassOf, variant.addresses).map((group) => group.slice(0, 1));
    return (groups.length === 0 ? [[]] : groups).flatMap((addresses) =>
      placesOf(variant.nodes, scope.nodeClassOf, other).map((place) =>
        podOf(workload, variant, { name, addresses, ...place }),
      ),
    );
  });
}

/** `nodeClass` where the node is left open and its class is not. */
interface Place {
  readonly nodeName: string | undefined;
  readonly nodeClass?: string;
}

/** One place for each class of nodes, in the order of the nodes. */
function placesOf(nodes: readonly string[], nodeClassOf: NodeClassOf, other: Endpoint | undefined): readonly Place[] {
  if (nodeClassOf === undefined) return nodesSeen(nodes, other).map((nodeName) => ({ nodeName }));
  const classes = new Map<string, string[]>();
  for (const name of nodes) {
    const nodeClass = nodeClassOf(name);
    classes.set(nodeClass, [...(classes.get(nodeClass) ?? []), name]);
  }
  if (classes.size === 0) return [{ nodeName: undefined }];
  return [...classes].flatMap(([nodeClass, names]) =>
    nodesSeen(names, other).map((nodeName) => ({ nodeName, ...(nodeName === undefined ? { nodeClass } : {}) })),
  );
}

/** Only whether a pod sits on the node in question makes a difference. */
function nodesSeen(nodes: readonly string[], other: Endpoint | undefined): readonly (string | undefined)[] {
  if (other?.kind !== 'node' || nodes.length === 0) return [undefined];
  const elsewhere = nodes.find((name) => name !== other.name);
  const here = nodes.includes(other.name) ? [other.name] : [];
  return elsewhere === undefined ? here : [...here, elsewhere];
}

interface PodDetails extends Place {
  readonly name: string;
  readonly addresses: readonly string[];
}

function podOf(workload: JudgedWorkload, variant: PodVariant, details: PodDetails): PolicyEndpoint {
  const { namespace, hostNetwork, kind } = workload;
  const { labels, ports, runtimeClass, serviceAccount } = variant;
  return {
    ...{ kind: 'pod', namespace, labels, ports, hostNetwork, ...details },
    ...(runtimeClass === undefined ? {} : { runtimeClass }),
    ...(serviceAccount === undefined ? {} : { serviceAccount }),
    // A pod without an owner is a workload of its own.
    ...(kind === 'Pod' ? { standalone: true } : {}),
  };
}
