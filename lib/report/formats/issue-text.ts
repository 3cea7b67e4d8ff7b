// Issues for the terminal: a sentence, then one aligned block for each rule.
import { aligned, atMost, counted } from '../words.ts';
import { groupByRule, type IssueList } from './issues.ts';

const SHOWN = 20;

export function formatIssueText({ summary, issues, groups = groupByRule(issues) }: IssueList): string {
  const blocks = groups.map(({ rule, count, rows }) => {
    const lines = aligned(rows.map(([subject, message]) => [`  ${subject}`, message]));
    return [`${rule} (${counted(count, 'case')})`, ...atMost(lines, SHOWN)].join('\n');
  });
  return `${[summary, ...blocks].join('\n\n')}\n`;
}
