// Why a connection is allowed or blocked, rule by rule.
import { createRoute } from '@hono/zod-openapi';
import { evaluate } from '../../policy/evaluate.ts';
import { explain } from '../../policy/explain.ts';
import { formatExplanation } from '../../policy/format-explanation.ts';
import type { PolicyQuery } from '../../policy/model.ts';
import { reportResolver } from '../../report/asked-policies.ts';
import { explainedQuestion } from '../../report/explained-question.ts';
import { combineVerdicts, verdictKind } from '../../report/verdict.ts';
import { type AskedCluster, askCluster, reportedPolicies } from '../asked-cluster.ts';
import { answerPosted, openReport } from '../asked-report.ts';
import { negotiate } from '../negotiate.ts';
import { MOST_DIAGNOSTICS } from '../posted-policies.ts';
import { acceptBodies } from '../posted-text.ts';
import { Refused } from '../problem.ts';
import { type AddRoutes, jsonContent, problems } from '../route-parts.ts';
import { noQuery, reportPath } from '../schemas/parameters.ts';
import { explainAnswer, explainRequest } from '../schemas/questions.ts';

const explainRoute = createRoute({
  method: 'post',
  path: '/reports/{cluster}/{run}/explain',
  summary: 'Why a connection is allowed or blocked',
  description: 'As `flowfence explain`: for any connection, observed or not.',
  middleware: [acceptBodies(['application/json'])],
  request: { params: reportPath, query: noQuery, body: { required: true, content: jsonContent(explainRequest) } },
  responses: {
    200: { description: 'The verdict and the steps to it.', content: jsonContent(explainAnswer) },
    ...problems(404, 406, 413, 415, 422),
  },
});

/** Pods of the one side times pods of the other: a block names all pods in it. */
const MOST_PAIRS = 20_000;
/** Explanations that differ; the verdict is of all pairs. */
const SHOWN = 100;

export const addExplain: AddRoutes = (api, tools) => {
  api.openapi(explainRoute, async (context) => {
    const type = negotiate(context.req.header('accept'), ['application/json']);
    const { from, to, port, protocol = 'TCP', policies: set = 'current' } = context.req.valid('json');
    const { run, document } = await openReport(tools, context.req.valid('param'));
    const cluster = askCluster(document, reportedPolicies(document, set));
    const asking = { document, ...cluster, resolve: reportResolver(document), mostPairs: MOST_PAIRS };
    const found = explainedQuestion({ from, to, port: { protocol, port } }, asking);
    if (found.kind === 'unusable') throw new Refused(404, `${found.end}: ${found.reason}; ${found.mend}`);
    if (found.kind === 'too-many') throw new Refused(422, `${found.pairs} pairs of pods: name one workload or address`);
    const { policies, dataplane } = cluster;
    const verdict = combineVerdicts(found.queries.map((query) => evaluate(policies, query, dataplane)));
    const answer = {
      ...{ run, question: found.text, kind: verdictKind(verdict), verdict },
      diagnostics: policies.diagnostics.slice(0, MOST_DIAGNOSTICS),
      explanations: explanationsOf(found.queries, cluster),
    };
    return answerPosted(tools, { type, body: `${JSON.stringify(answer)}\n` });
  });
};

/** Pods of one workload that fare alike read alike: each text once, in the order of the queries. */
function explanationsOf(queries: readonly PolicyQuery[], { policies, dataplane }: AskedCluster) {
  const pods = new Map<string, number>();
  for (const query of queries) {
    const text = formatExplanation(explain(policies, query, dataplane)).join('\n');
    pods.set(text, (pods.get(text) ?? 0) + 1);
  }
  const items = [...pods].slice(0, SHOWN).map(([text, count]) => ({ pods: count, text }));
  return { total: pods.size, items };
}
