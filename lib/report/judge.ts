// Asks the policies about connections between workloads: every kind of pod and every piece of a block, then one verdict.

import type { Endpoint } from '../connections/connection.ts';
import { type PodVariant, type Workload, type WorkloadRef, workloadId } from '../identity/workload.ts';
import { parseCidr } from '../net/cidr.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import { evaluate } from '../policy/evaluate.ts';
import type { PolicyEndpoint, QueryProtocol, RuleReference, Verdict } from '../policy/model.ts';
import type { Profile } from '../policy/profiles/profile.ts';
import { cutRange, groupAddresses, policyBlocks } from './address-pieces.ts';
import type { ReportVerdict, ReportWorkload } from './document.ts';
import { combineVerdicts } from './verdict.ts';

/** What a judge needs to know of a workload: a `Workload` has it, and so does a report with variants. */
export type JudgedWorkload = WorkloadRef & Pick<Workload, 'hostNetwork' | 'variants'>;

export interface Question {
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly protocol: QueryProtocol;
  readonly port: number;
}

/** `rules`: those that allow some pod on its side, each once, in no stated order. */
export interface Judgement {
  readonly verdict: ReportVerdict;
  readonly rules: readonly RuleReference[];
}

export type Judge = (question: Question) => Judgement;

export interface JudgeInput {
  readonly workloads: readonly JudgedWorkload[];
  readonly policies: CompiledPolicies;
  readonly profile?: Profile;
}

export function makeJudge({ workloads, policies, profile }: JudgeInput): Judge {
  const known = new Map(workloads.map((workload) => [workloadId(workload), workload]));
  const blocks = policyBlocks(policies);
  const cache = new Map<string, readonly PolicyEndpoint[]>();
  const piecesOf = (endpoint: Endpoint, other: Endpoint, side: Side): readonly PolicyEndpoint[] => {
    if (endpoint.kind === 'external') return outsidePieces(endpoint.cidr);
    if (endpoint.kind !== 'workload') return [fixedPiece(endpoint)];
    const { namespace, workloadKind, name } = endpoint;
    const workload = known.get(workloadId({ namespace, kind: workloadKind, name }));
    if (workload === undefined) return [{ kind: 'unidentified', reason: 'no snapshot shows the workload' }];
    const node = other.kind === 'node' ? other.name : undefined;
    const key = `${side} ${node ?? ''} ${workloadId(workload)}`;
    const pieces = cache.get(key) ?? podPieces(workload, { side, node });
    cache.set(key, pieces);
    return pieces;
  };
  const outsidePieces = (cidr: string): readonly PolicyEndpoint[] => {
    const block = parseCidr(cidr);
    if (block === undefined) return [{ kind: 'unidentified', reason: `${cidr} is no address block` }];
    return cutRange(blocks, block).map((address) => ({ kind: 'address', address }));
  };
  const podPieces = (workload: JudgedWorkload, view: View): readonly PolicyEndpoint[] => {
    const current = workload.variants.filter((variant) => variant.current);
    const variants = current.length > 0 ? current : workload.variants;
    return variants.flatMap((variant, index) => {
      const groups = groupAddresses(blocks, variant.addresses);
      const addresses = groups.length === 0 ? [variant.addresses] : groups.map((group) => group.slice(0, 1));
      return addresses.flatMap((group) =>
        nodesSeen(variant, view.node).map((nodeName) => podOf(workload, variant, { index, view, nodeName, group })),
      );
    });
  };
  return ({ client, server, protocol, port }) => {
    const verdicts: Verdict[] = [];
    for (const from of piecesOf(client, server, 'client')) {
      for (const to of piecesOf(server, client, 'server')) {
        verdicts.push(evaluate(policies, { client: from, server: to, protocol, port }, profile));
      }
    }
    return { verdict: combineVerdicts(verdicts), rules: allowingRules(verdicts) };
  };
}

type Side = 'client' | 'server';

/** `node`: the other side, where that is a node; a pod's own node is never blocked. */
interface View {
  readonly side: Side;
  readonly node: string | undefined;
}

/** Only whether it is the node in question makes a difference. */
function nodesSeen(variant: PodVariant, node: string | undefined): readonly (string | undefined)[] {
  if (node === undefined || variant.nodes.length === 0) return [undefined];
  const other = variant.nodes.find((name) => name !== node);
  return [...(variant.nodes.includes(node) ? [node] : []), ...(other === undefined ? [] : [other])];
}

interface PieceOf {
  readonly index: number;
  readonly view: View;
  readonly nodeName: string | undefined;
  readonly group: readonly string[];
}

function podOf(workload: JudgedWorkload, variant: PodVariant, piece: PieceOf): PolicyEndpoint {
  return {
    kind: 'pod',
    namespace: workload.namespace,
    // Client and server of one workload are two pods: with one name, the policies would take them for one.
    name: `${workload.name}/${piece.view.side}/${piece.index}`,
    labels: variant.labels,
    addresses: piece.group,
    ports: variant.ports,
    hostNetwork: workload.hostNetwork,
    nodeName: piece.nodeName,
  };
}

function fixedPiece(endpoint: Exclude<Endpoint, { kind: 'workload' | 'external' }>): PolicyEndpoint {
  switch (endpoint.kind) {
    case 'node':
      return { kind: 'node', name: endpoint.name, addresses: [endpoint.address] };
    case 'service':
      return { kind: 'unidentified', reason: `service address ${endpoint.address}: its pods are not named` };
    case 'unknown':
      return { kind: 'unidentified', reason: `${endpoint.address} has no single owner (${endpoint.reason})` };
  }
}

function allowingRules(verdicts: readonly Verdict[]): readonly RuleReference[] {
  const rules = new Map<string, RuleReference>();
  for (const verdict of verdicts) {
    for (const side of [verdict.egress, verdict.ingress]) {
      if (side.kind !== 'allowed') continue;
      for (const rule of side.rules) rules.set(`${rule.policy} ${rule.direction} ${rule.rule}`, rule);
    }
  }
  return [...rules.values()];
}

/** The workloads of a report, as far as it kept their pods. */
export function judgedWorkloads(workloads: readonly ReportWorkload[]): readonly JudgedWorkload[] {
  return workloads.map(({ namespace, kind, name, hostNetwork, labels, variants }) => ({
    namespace,
    kind,
    name,
    hostNetwork,
    variants: variants?.map((variant) => ({
      ...variant,
      ports: variant.ports.map((port) => ({ hostPort: undefined, ...port, name: port.name })),
    })) ?? [{ labels, ports: [], addresses: [], nodes: [], current: true }],
  }));
}
