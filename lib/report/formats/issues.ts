// What `check` and `diff` have to say in one shape, so that each format is written once.
import type { PolicyFinding } from '../../policy/lint/finding.ts';
import type { CheckedConnection, CheckResult } from '../check.ts';
import type { Change, Difference } from '../diff.ts';
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

export interface IssueList {
  readonly title: string;
  readonly summary: string;
  readonly issues: readonly Issue[];
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

export function diffIssues(difference: Difference): IssueList {
  const { connections, workloads, permissions, permissionsBy, unclear } = difference;
  const parts = [
    ...(permissionsBy === 'evaluated' ? [phrase(connections, 'connection'), phrase(workloads, 'workload')] : []),
    phrase(permissions, permissionsBy === 'evaluated' ? 'permission' : 'rule'),
    ...(unclear.length === 0 ? [] : [`of ${counted(unclear.length, 'permission')} nobody can say`]),
  ];
  return {
    title: 'flowfence diff',
    summary: `${parts.join('; ')}.`,
    issues: [
      ...changeIssues(permissions, 'permission', { gained: 'error', lost: 'warning' }),
      ...unclear.map((subject): Issue => {
        const message = 'nobody can say whether it came or went';
        return { rule: 'unclear-permission', level: 'warning', subject, message, policies: [] };
      }),
      ...changeIssues(connections, 'connection', { gained: 'warning', lost: 'note' }),
      ...changeIssues(workloads, 'workload', { gained: 'note', lost: 'note' }),
    ],
    passed: [],
  };
}

function phrase({ gained, lost }: Change, noun: string): string {
  return `${counted(gained.length, noun)} gained, ${lost.length} lost`;
}

function changeIssues(
  change: Change,
  noun: string,
  levels: Readonly<Record<keyof Change, IssueLevel>>,
): readonly Issue[] {
  return (['gained', 'lost'] as const).flatMap((way) =>
    change[way].map((subject): Issue => {
      return { rule: `${way}-${noun}`, level: levels[way], subject, message: `${noun} ${way}`, policies: [] };
    }),
  );
}
