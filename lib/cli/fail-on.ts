// `--fail-on`: what turns a finished analysis into status 1.
import { isLintCode } from '../policy/lint/lint.ts';
import { isNeed } from '../report/check.ts';
import type { Difference } from '../report/diff.ts';
import type { ReportDocument } from '../report/document.ts';
import { UnusableError } from './exit.ts';

export const FAIL_CONDITIONS = ['blocked', 'unknown', 'beyond', 'high', 'lint', 'malformed', 'drift'] as const;
export type FailCondition = (typeof FAIL_CONDITIONS)[number];

/** `blocked,unknown` */
export function failConditions(text: string | undefined): readonly FailCondition[] {
  return (text ?? '').split(',').flatMap((part) => {
    const name = part.trim();
    if (name === '') return [];
    const condition = FAIL_CONDITIONS.find((candidate) => candidate === name);
    if (condition !== undefined) return [condition];
    throw new UnusableError('--fail-on', `${name} is not known`, `use ${FAIL_CONDITIONS.join(', ')}`);
  });
}

export interface FailFacts {
  readonly document: ReportDocument;
  /** Against `--reference`; undefined without. */
  readonly drift: Difference | undefined;
}

/** The conditions that hold, in their order. */
export function failuresOf(conditions: readonly FailCondition[], facts: FailFacts): readonly FailCondition[] {
  return conditions.filter((condition) => holds(condition, facts));
}

function holds(condition: FailCondition, { document, drift }: FailFacts): boolean {
  const needs = document.connections.filter(isNeed).map((connection) => connection.verdicts.current);
  switch (condition) {
    case 'blocked':
      return needs.some((verdict) => !verdict.allowed && verdict.unknown === undefined);
    case 'unknown':
      return needs.some((verdict) => verdict.unknown !== undefined);
    case 'beyond':
      return document.verification.allowedBeyondObserved > 0;
    case 'high':
      return document.findings.some((finding) => finding.severity === 'high');
    case 'lint':
      return document.findings.some(({ kind, severity }) => isLintCode(kind) && severity !== 'info');
    case 'malformed':
      return document.inputs.malformed > 0;
    case 'drift':
      return drift !== undefined && changed(drift);
  }
}

/** What nobody can say may be a change. */
export function changed({ connections, workloads, permissions, unclear }: Difference): boolean {
  return (
    unclear.length > 0 ||
    [connections, workloads, permissions].some(({ gained, lost }) => gained.length + lost.length > 0)
  );
}
