// Asks the policies about connections between workloads: every kind of pod and every piece of a block, then one verdict.
import type { Endpoint } from '../connections/connection.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import { makeEvaluator } from '../policy/indexed/indexed-evaluator.ts';
import type { PolicyQuery, QueryProtocol, RuleReference, Verdict } from '../policy/model.ts';
import { policyBlocks } from '../policy/policy-terms.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import type { ReportVerdict, ReportWorkload } from './document.ts';
import { type JudgedWorkload, makePieces, type PieceMaker, rememberPieces } from './pieces.ts';
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
}

export function makeJudge({ workloads, policies, dataplane }: JudgeInput): Judge {
  const pieces = rememberPieces(makePieces(workloads, policyBlocks(policies), dataplane?.nodeClassOf));
  const evaluate = makeEvaluator(policies, dataplane);
  return (question) => {
    const verdicts = queriesOf(question, pieces).map(evaluate);
    return { verdict: combineVerdicts(verdicts), rules: allowingRules(verdicts) };
  };
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
