// `--json` of an analysis: the counts that the summary shows, for scripts.
import { isNeed } from '../report/check.ts';
import type { Difference } from '../report/diff.ts';
import type { ReportDocument } from '../report/document.ts';
import { verdictKind } from '../report/verdict.ts';

export interface SummaryContext {
  readonly reportFile: string;
  readonly drift: Difference | undefined;
}

export function summaryJson(document: ReportDocument, { reportFile, drift }: SummaryContext): object {
  const needs = document.connections.filter(isNeed);
  const count = (kind: string) => needs.filter(({ verdicts }) => verdictKind(verdicts.current) === kind).length;
  const { sameNode, attributed, unattributed } = document.coverage;
  return {
    report: reportFile,
    cluster: document.cluster,
    dataplane: document.dataplane,
    window: document.window,
    inputs: document.inputs,
    coverage: { attributed, unattributed, sameNodePairs: sameNode.pairs, alwaysTogether: sameNode.alwaysTogether },
    workloads: document.workloads.length,
    connections: {
      total: document.connections.length,
      needed: needs.length,
      current: { allowed: count('allowed'), denied: count('denied'), unknown: count('unknown') },
    },
    policies: { current: document.policies.current.length, recommended: document.policies.recommended.length },
    verification: document.verification,
    findings: document.findings.map(({ kind, severity, subject, message }) => ({ kind, severity, subject, message })),
    ...(drift === undefined ? {} : { drift }),
  };
}
