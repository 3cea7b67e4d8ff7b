// What `check` and `diff` have to say in one shape, so that each format is written once; and what `check` says in it.
import type { PolicyFinding } from '../../policy/lint/finding.ts';
import type { CheckedConnection, CheckResult } from '../check.ts';
import { connectionText } from '../endpoint-text.ts';
import { permissionText } from '../permissions.ts';
import { counted, grouped } from '../words.ts';

export type IssueLevel = 'error' | 'warning' | 'note';

export interface Issue {
  /** Stable for scripts: `blocked-connection`, `unused-permission`, `gained-permission`, … */
  readonly rule: string;
  readonly level: IssueLevel;
  readonly subject: string;
  readonly message: string;
  /** Names of the policies that decided, or that it is about. */
  readonly policies: readonly string[];
}

/** The issues of one rule as people read them. */
export interface IssueGroup {
  readonly rule: string;
  /** Of issues; a row may be about several. */
  readonly count: number;
  readonly rows: readonly (readonly [subject: string, message: string])[];
}

export interface IssueList {
  readonly title: string;
  readonly summary: string;
  /** For tools: all, one by one. */
  readonly issues: readonly Issue[];
  /** For people, where a row an issue would say too much. */
  readonly groups?: readonly IssueGroup[];
  /** What was asked and is in order. */
  readonly passed: readonly string[];
}

/** `lint` of the same policies comes after what they do to connections. */
export function checkIssues(result: CheckResult, lint: readonly PolicyFinding[] = []): IssueList {
  const { allowed, blocked, unknown, unattributed, unused, unusedRules, attemptsBlocked } = result;
  const observed = allowed.length + blocked.length + unknown.length;
  const sentences = [
    `Of ${counted(observed, 'observed connection')}, these policies allow ${allowed.length}, block ${blocked.length}`,
    ...(unknown.length > 0 ? [`, and leave ${unknown.length} unknown`] : []),
    ...(unattributed > 0 ? [`; ${grouped(unattributed)} more could not be attributed to one owner`] : []),
    `. They allow ${counted(unused.length, 'connection')} that nobody used`,
    ...(attemptsBlocked > 0 ? [`; ${counted(attemptsBlocked, 'attempt')} that nobody answered would be blocked`] : []),
    '.',
  ];
  return {
    title: 'flowfence check',
    summary: sentences.join(''),
    issues: [
      ...blocked.map((entry) => connectionIssue(entry, 'blocked-connection')),
      ...unknown.map((entry) => connectionIssue(entry, 'unknown-connection')),
      ...unusedRules.map(({ policy, direction, rule }): Issue => {
        const subject = `${policy} ${direction} rule ${rule}`;
        return {
          rule: 'unused-rule',
          level: 'note',
          subject,
          message: 'no observed connection needs it',
          policies: [policy],
        };
      }),
      ...unused.map((question): Issue => {
        const message = 'allowed and never observed';
        return { rule: 'unused-permission', level: 'note', subject: permissionText(question), message, policies: [] };
      }),
      ...lint.map(lintIssue),
    ],
    passed: allowed.map(({ connection }) => connectionText(connection)),
  };
}

/** No error: what connections need decides over the status. */
function lintIssue({ code, severity, subject, message, mend }: PolicyFinding): Issue {
  const level = severity === 'high' || severity === 'medium' ? 'warning' : 'note';
  return { rule: code, level, subject, message: `${message}; ${mend}`, policies: [subject] };
}

function connectionIssue(
  { connection, verdict }: CheckedConnection,
  rule: 'blocked-connection' | 'unknown-connection',
): Issue {
  const blocked = rule === 'blocked-connection';
  const sides = (['egress', 'ingress'] as const).filter((direction) => !verdict[direction].allowed);
  const policies = sides.flatMap((direction) => verdict[direction].by);
  const how = sides
    .map((direction) => `${direction} of ${verdict[direction].by.join(', ') || 'an unknown policy'}`)
    .join(' and ');
  const some = verdict.partial === true ? 'some pods are ' : '';
  return {
    rule,
    level: blocked ? 'error' : 'warning',
    subject: connectionText(connection),
    message: blocked ? `${some}blocked by ${how}` : `nobody can say: ${verdict.unknown ?? how}`,
    policies,
  };
}

/** In the order in which rules first appear. */
export function groupByRule(issues: readonly Issue[]): readonly IssueGroup[] {
  const groups = new Map<string, Issue[]>();
  for (const issue of issues) {
    const group = groups.get(issue.rule);
    if (group === undefined) groups.set(issue.rule, [issue]);
    else group.push(issue);
  }
  return [...groups].map(([rule, group]) => ({
    rule,
    count: group.length,
    rows: group.map(({ subject, message }) => [subject, message]),
  }));
}
