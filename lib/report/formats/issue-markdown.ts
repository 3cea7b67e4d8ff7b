// Issues as Markdown for a pull request comment: the sentence, then one table for each rule.
import { counted } from '../words.ts';
import { groupByRule, type IssueList } from './issues.ts';

const SHOWN = 50;

export function formatIssueMarkdown({ title, summary, issues, groups = groupByRule(issues) }: IssueList): string {
  const tables = groups.map(({ rule, count, rows }) => {
    const lines = rows.slice(0, SHOWN).map(([subject, message]) => `| ${cell(subject)} | ${cell(message)} |`);
    const rest = rows.length > SHOWN ? `\n\n… and ${rows.length - SHOWN} more.` : '';
    return `### ${rule} (${counted(count, 'case')})\n\n| subject | |\n| --- | --- |\n${lines.join('\n')}${rest}`;
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
