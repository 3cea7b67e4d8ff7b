// Issues as Markdown for a pull request comment: the sentence, then one table for each rule.
import { counted } from '../words.ts';
import { groupByRule } from './issue-text.ts';
import type { IssueList } from './issues.ts';

const SHOWN = 50;

export function formatIssueMarkdown({ title, summary, issues }: IssueList): string {
  const tables = groupByRule(issues).map(([rule, group]) => {
    const rows = group.slice(0, SHOWN).map((issue) => `| ${cell(issue.subject)} | ${cell(issue.message)} |`);
    const rest = group.length > SHOWN ? `\n\n… and ${group.length - SHOWN} more.` : '';
    return `### ${rule} (${counted(group.length, 'case')})\n\n| subject | |\n| --- | --- |\n${rows.join('\n')}${rest}`;
  });
  return `${[`## ${title}`, cell(summary), ...tables].join('\n\n')}\n`;
}

/** Names come from untrusted objects: no table break, no HTML, no mention or link. */
function cell(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('->', '→')
    .replaceAll('>', '&gt;')
    .replace(/[|`*_[\]@#]/g, (mark) => `\\${mark}`)
    .replace(/[\r\n]+/g, ' ');
}
