// What-if over HTTP: which observed connections the posted policies would block, and what they open.
import { createRoute } from '@hono/zod-openapi';
import { enforceStaged } from '../../policy/apis/staged.ts';
import type { CompiledPolicies } from '../../policy/compiled.ts';
import { type BoundedCheck, type CheckedConnection, checkPoliciesWithin } from '../../report/check.ts';
import type { ReportDocument } from '../../report/document.ts';
import { lintInReport } from '../../report/lint-cluster.ts';
import { askCluster } from '../asked-cluster.ts';
import { answerPosted, openReport } from '../asked-report.ts';
import { negotiate } from '../negotiate.ts';
import { MOST_DIAGNOSTICS, readPostedPolicies } from '../posted-policies.ts';
import { acceptBodies, readPosted } from '../posted-text.ts';
import { type AddRoutes, jsonContent, problems } from '../route-parts.ts';
import { reportPath, stagedQuery } from '../schemas/parameters.ts';
import { postedJson, postedYaml, verdictsAnswer } from '../schemas/questions.ts';

const MEDIA_TYPES = ['application/yaml', 'application/json'];

const verdictsRoute = createRoute({
  method: 'post',
  path: '/reports/{cluster}/{run}/verdicts',
  summary: 'What posted policies would do to the observed connections',
  description: 'As `flowfence check`. They stand in for the current policies of the report. The report is not changed.',
  middleware: [acceptBodies(MEDIA_TYPES)],
  request: {
    params: reportPath,
    query: stagedQuery,
    body: {
      required: true,
      description:
        'Policies of any API: one object, a list, or several YAML documents. At most 1 MB and 2,000 objects.',
      content: {
        'application/json': { schema: postedJson },
        'application/yaml': { schema: postedYaml },
      },
    },
  },
  responses: {
    200: { description: 'The verdicts.', content: jsonContent(verdictsAnswer) },
    ...problems(404, 406, 413, 415, 422),
  },
});

/** Some seconds of work. What is left is said, never guessed. */
const MOST_QUESTIONS = 200_000;
const MOST_SERVER_PORTS = 10_000_000;
/** Of each list in the answer, which also says how many there are. */
const SHOWN = 500;

export const addVerdicts: AddRoutes = (api, tools) => {
  api.openapi(verdictsRoute, async (context) => {
    const type = negotiate(context.req.header('accept'), ['application/json']);
    const posted = readPostedPolicies(await readPosted(context));
    const { run, document } = await openReport(tools, context.req.valid('param'));
    const staged = context.req.valid('query').staged === 'true';
    const written = staged ? enforceStaged(posted.policies) : posted.policies;
    const { policies, dataplane } = askCluster(document, written);
    const check = checkPoliciesWithin({ document, policies, dataplane }, questionBudget(document, policies));
    const answer = {
      ...{ run, policies: posted.policies.length, passedOver: posted.passedOver },
      diagnostics: policies.diagnostics.slice(0, MOST_DIAGNOSTICS),
      ...checked(check),
      lint: someOf(lintInReport(document, policies, dataplane), ({ code, severity, subject, place, message, mend }) => {
        return { code, severity, subject, place, message, mend };
      }),
    };
    return answerPosted(tools, { type, body: `${JSON.stringify(answer)}\n` });
  });
};

/** None where making the questions would be too much already: each server has every port that a rule names. */
function questionBudget({ workloads, connections }: ReportDocument, { policies }: CompiledPolicies): number {
  const rules = policies.flatMap(({ sections }) => [...sections.ingress.rules, ...sections.egress.rules]);
  const ports = rules.reduce((sum, rule) => sum + (rule.ports.kind === 'all' ? 0 : rule.ports.ports.length), 0);
  return ports * (workloads.length + connections.length) > MOST_SERVER_PORTS ? 0 : MOST_QUESTIONS;
}

function checked({ result, whole }: BoundedCheck) {
  const { allowed, blocked, unknown, unattributed, attemptsBlocked, unused, unusedRules } = result;
  return {
    allowed: allowed.length,
    blocked: someOf(blocked, judged),
    unknown: someOf(unknown, judged),
    ...{ unattributed, attemptsBlocked },
    unused: { ...someOf(unused, (question) => question), whole },
    unusedRules: someOf(unusedRules, (rule) => rule),
  };
}

function judged({ connection, verdict }: CheckedConnection) {
  const { client, server, protocol, port } = connection;
  return { client, server, protocol, port, verdict };
}

function someOf<T, U>(list: readonly T[], show: (item: T) => U) {
  return { total: list.length, items: list.slice(0, SHOWN).map(show) };
}
