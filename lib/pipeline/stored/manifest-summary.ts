// What a list of reports shows of one without opening it.
import { attributableRecords } from '../../report/attributable.ts';
import { isNeed } from '../../report/check.ts';
import type { ReportDocument, Severity } from '../../report/document.ts';
import { verdictKind } from '../../report/verdict.ts';
import type { ManifestSummary } from './manifest.ts';

export function manifestSummary(document: ReportDocument): ManifestSummary {
  const needs = document.connections.filter(isNeed).map(({ verdicts }) => verdictKind(verdicts.current));
  const count = (severity: Severity) => document.findings.filter((finding) => finding.severity === severity).length;
  return {
    workloads: document.workloads.length,
    connections: document.connections.length,
    blocked: needs.filter((kind) => kind === 'denied').length,
    unknown: needs.filter((kind) => kind === 'unknown').length,
    findings: { high: count('high'), medium: count('medium'), low: count('low'), info: count('info') },
    policies: { current: document.policies.current.length, recommended: document.policies.recommended.length },
    records: document.inputs.records,
    attributed: document.coverage.attributed,
    attributable: attributableRecords(document.coverage),
  };
}
