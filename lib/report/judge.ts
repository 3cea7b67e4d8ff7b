// Asks the policies about connections between workloads: every kind of pod and every piece of a block, then one verdict.
import { invariant } from '../base/assert.ts';
import type { Endpoint } from '../connections/connection.ts';
import type { Cidr } from '../net/cidr.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import { makeEvaluator } from '../policy/indexed/indexed-evaluator.ts';
import type { PolicyEndpoint, PolicyQuery, QueryProtocol, RuleReference, Verdict } from '../policy/model.ts';
import { policyBlocks } from '../policy/policy-terms.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import type { ReportService, ReportVerdict, ReportWorkload } from './document.ts';
import { makeAskOutside } from './outside-services.ts';
import { type JudgedWorkload, makePieces, type PieceMaker, rememberPieces } from './pieces.ts';
import { makeAskService } from './service-queries.ts';
import { combineVerdicts } from './verdict.ts';

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
  readonly dataplane?: Dataplane;
  /** Those by whose external addresses pods may be reached; none where they are not known. */
  readonly services?: readonly ReportService[];
}

export function makeJudge(input: JudgeInput): Judge {
  const evaluate = makeEvaluator(input.policies, input.dataplane);
  const queriesFor = makeQueries(input);
  return (question) => {
    const verdicts = queriesFor(question).map(evaluate);
    return { verdict: combineVerdicts(verdicts), rules: allowingRules(verdicts) };
  };
}

/** What a question asks the evaluator: every kind of pod of each side, through a Service where its outside address is asked. */
export function makeQueries({ workloads, policies, dataplane, services = [] }: JudgeInput) {
  const blocks = policyBlocks(policies);
  const pieces = rememberPieces(makePieces(workloads, blocks, dataplane?.nodeClassOf));
  const askOutside = makeOutsideQuestions({ workloads, blocks, dataplane, services, pieces });
  return (question: Question): readonly PolicyQuery[] => askOutside(question) ?? queriesOf(question, pieces);
}

interface OutsideAsking {
  readonly workloads: readonly JudgedWorkload[];
  readonly blocks: readonly Cidr[];
  readonly dataplane: Dataplane | undefined;
  readonly services: readonly ReportService[];
  readonly pieces: PieceMaker;
}

/** The questions where the server is an external address of a Service; undefined where it is not. */
export function makeOutsideQuestions({ services, pieces, dataplane, ...rest }: OutsideAsking) {
  const askService = makeAskService({
    ...rest,
    dataplane: { nodeClassOf: dataplane?.nodeClassOf },
    // Who holds what a slice lists is not asked here: it may be a pod, a node, or somebody outside.
    holderOf: (address, view) => {
      const endpoint: Endpoint = { kind: 'unknown', address, reason: 'unassigned' };
      return { endpoint, pieces: pieces.piecesOf(endpoint, view) };
    },
  });
  const ask = makeAskOutside(services, askService);
  return ({ client, server, protocol, port }: Question): readonly PolicyQuery[] | undefined =>
    ask({
      ...{ client, server, protocol, port },
      clientsTo: (other) => pieces.piecesOf(client, { side: 'client', other }),
      outside: () => singlePiece(pieces, server, client),
    });
}

/** A single address and a node are one piece each. */
export function singlePiece({ piecesOf }: PieceMaker, server: Endpoint, client: Endpoint): PolicyEndpoint {
  const [piece] = piecesOf(server, { side: 'server', other: client });
  invariant(piece !== undefined, 'an endpoint has a piece');
  return piece;
}

/** Each piece of the client with each of the server. */
export function queriesOf(question: Question, { piecesOf }: PieceMaker): readonly PolicyQuery[] {
  const { client, server, protocol, port } = question;
  const servers = piecesOf(server, { side: 'server', other: client });
  return piecesOf(client, { side: 'client', other: server }).flatMap((from) =>
    servers.map((to) => ({ client: from, server: to, protocol, port })),
  );
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
