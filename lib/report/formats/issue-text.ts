// Issues for the terminal: a sentence, then one aligned block for each rule.
import { aligned, atMost, counted } from '../words.ts';
import type { Issue, IssueList } from './issues.ts';

const SHOWN = 20;

export function formatIssueText({ summary, issues }: IssueList): string {
  const blocks = groupByRule(issues).map(([rule, group]) => {
    const rows = aligned(group.map((issue) => [`  ${issue.subject}`, issue.message]));
    return [`${rule} (${counted(group.length, 'case')})`, ...atMost(rows, SHOWN)].join('\n');
  });
  return `${[summary, ...blocks].join('\n\n')}\n`;
}

/** In the order in which rules first appear. */
export function groupByRule(issues: readonly Issue[]): readonly (readonly [rule: string, issues: readonly Issue[]])[] {
  const groups = new Map<string, Issue[]>();
  for (const issue of issues) {
    const group = groups.get(issue.rule);
    if (group === undefined) groups.set(issue.rule, [issue]);
    else group.push(issue);
  }
  return [...groups];
}
