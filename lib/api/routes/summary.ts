// One report at a glance: its window, what went into it, what it covers, and its counts.
import { createRoute } from '@hono/zod-openapi';
import type { ReportConnection, ReportDocument, Severity } from '../../report/document.ts';
import { VERDICT_CLASSES, verdictClass } from '../../report/verdict-class.ts';
import { type AskedReport, answerReport, openReport } from '../asked-report.ts';
import { negotiate } from '../negotiate.ts';
import { type AddRoutes, jsonContent, REPORT_PROBLEMS } from '../route-parts.ts';
import { summaryAnswer } from '../schemas/answers.ts';
import { noQuery, reportPath } from '../schemas/parameters.ts';

const summaryRoute = createRoute({
  method: 'get',
  path: '/reports/{cluster}/{run}',
  summary: 'One report at a glance',
  request: { params: reportPath, query: noQuery },
  responses: { 200: { description: 'The summary.', content: jsonContent(summaryAnswer) }, ...REPORT_PROBLEMS },
});

export const addSummary: AddRoutes = (api, tools) => {
  api.openapi(summaryRoute, async (context) => {
    const type = negotiate(context.req.header('accept'), ['application/json']);
    const report = await openReport(tools, context.req.valid('param'));
    const body = () => `${JSON.stringify(summaryOf(report))}\n`;
    return answerReport(context, tools, { run: report.run, type, body });
  });
};

/** Of lists that grow with the cluster. */
const SHOWN = 100;

export function summaryOf({ cluster, run, document }: AskedReport) {
  const { dataplane, window, inputs, coverage, workloads, connections, policies, verification } = document;
  const { sameNode, gaps, skipped, attributed, unattributed, otherProtocols, snapshots } = coverage;
  const { beyond: _, ...proof } = verification;
  return {
    ...{ cluster, run, dataplane, window, inputs },
    coverage: {
      ...{ attributed, unattributed },
      sameNode: { pairs: sameNode.pairs, alwaysTogether: sameNode.alwaysTogether },
      gaps: firstOf(gaps),
      skipped: firstOf(skipped),
      ...{ otherProtocols, snapshots },
    },
    counts: {
      workloads: workloads.length,
      connections: connections.length,
      current: countByClass(connections, 'current'),
      recommended: countByClass(connections, 'recommended'),
      policies: { current: policies.current.length, recommended: policies.recommended.length },
      findings: countFindings(document),
    },
    verification: proof,
  };
}

function firstOf<T>(list: readonly T[]) {
  return { total: list.length, first: list.slice(0, SHOWN) };
}

function countByClass(connections: readonly ReportConnection[], set: 'current' | 'recommended') {
  const classes = connections.map((connection) => verdictClass(connection, connection.verdicts[set]));
  return Object.fromEntries(VERDICT_CLASSES.map((name) => [name, classes.filter((found) => found === name).length]));
}

const SEVERITIES: readonly Severity[] = ['high', 'medium', 'low', 'info'];

function countFindings({ findings }: ReportDocument) {
  return Object.fromEntries(
    SEVERITIES.map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length]),
  );
}
