// What `diff` has to say: each change an issue for tools; for people, permissions that fare alike in one row.
import type { Change, Difference } from '../diff.ts';
import { type PairChange, pairTexts, type Way } from '../permission-changes.ts';
import { counted, grouped } from '../words.ts';
import { permissionRows } from './diff-rows.ts';
import { groupByRule, type Issue, type IssueGroup, type IssueLevel, type IssueList } from './issues.ts';

export function diffIssues(difference: Difference): IssueList {
  const { connections, workloads, permissions, permissionsBy, compared, unclear, pairs } = difference;
  const parts = [
    ...(compared === 'reports' ? [phrase(connections, 'connection'), phrase(workloads, 'workload')] : []),
    phrase(permissions, permissionsBy === 'evaluated' ? 'permission' : 'rule'),
    ...(unclear.length === 0
      ? []
      : [`of ${counted(unclear.length, 'permission')} nobody can say whether they came or went`]),
  ];
  const permitted = permissionsBy === 'evaluated' ? pairIssues(difference) : ruleIssues(difference);
  const observed = [
    ...changeIssues(connections, 'connection', { gained: 'warning', lost: 'note' }),
    ...changeIssues(workloads, 'workload', { gained: 'note', lost: 'note' }),
  ];
  const told =
    permissionsBy === 'evaluated' ? groupedPairs(difference, pairs) : groupByRule(permitted).map(withoutWords);
  return {
    title: 'flowfence diff',
    summary: `${parts.join('; ')}.`,
    issues: [...permitted, ...observed],
    groups: [...told, ...groupByRule(observed).map(withoutWords)],
    passed: [],
  };
}

function phrase({ gained, lost }: Change, noun: string): string {
  return `${counted(gained.length, noun)} gained, ${grouped(lost.length)} lost`;
}

const WAYS: readonly Way[] = ['gained', 'lost', 'unclear'];
const LEVELS = { gained: 'error', lost: 'warning', unclear: 'warning' } as const;

function groupedPairs(difference: Difference, pairs: readonly PairChange[]): readonly IssueGroup[] {
  return WAYS.flatMap((way) => {
    const of = pairs.filter((pair) => pair.way === way);
    const count = textsOf(difference, way).length;
    return of.length === 0 ? [] : [{ rule: `${way}-permission`, count, rows: permissionRows(of) }];
  });
}

function textsOf({ permissions, unclear }: Difference, way: Way): readonly string[] {
  return way === 'unclear' ? unclear : permissions[way];
}

/** One for each text, in the order of the texts. */
function pairIssues(difference: Difference): readonly Issue[] {
  return WAYS.flatMap((way) => {
    const from = new Map<string, PairChange>();
    for (const pair of difference.pairs) {
      if (pair.way === way) for (const text of pairTexts(pair)) from.set(text, pair);
    }
    return textsOf(difference, way).map((subject): Issue => {
      const { reason, policies = [] } = from.get(subject) ?? {};
      const why = reason === undefined ? '' : `: ${reason}`;
      const message = way === 'unclear' ? `nobody can say whether it came or went${why}` : `permission ${way}`;
      return { rule: `${way}-permission`, level: LEVELS[way], subject, message, policies };
    });
  });
}

function ruleIssues({ permissions, writtenIn }: Difference): readonly Issue[] {
  const policiesOf = new Map(writtenIn.map(({ text, policies }) => [text, policies]));
  return (['gained', 'lost'] as const).flatMap((way) =>
    permissions[way].map((subject): Issue => {
      const policies = policiesOf.get(subject) ?? [];
      return { rule: `${way}-permission`, level: LEVELS[way], subject, message: `permission ${way}`, policies };
    }),
  );
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

/** The heading says it. */
function withoutWords({ rule, count, rows }: IssueGroup): IssueGroup {
  return { rule, count, rows: rows.map(([subject]) => [subject, '']) };
}
