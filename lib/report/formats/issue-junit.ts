// Issues as JUnit XML: each observed connection is a test case; errors fail, warnings and notes are told on the side.
import type { Issue, IssueList } from './issues.ts';

export function formatIssueJunit({ title, issues, passed }: IssueList): string {
  const failed = issues.filter((issue) => issue.level === 'error');
  const skipped = issues.filter((issue) => issue.level === 'warning');
  const notes = issues.filter((issue) => issue.level === 'note');
  const total = failed.length + skipped.length + passed.length;
  const counts = `tests="${total}" failures="${failed.length}" skipped="${skipped.length}"`;
  const cases = [
    ...failed.map((issue) =>
      testCase(issue.subject, title, [`<failure message=${attribute(issue.message)} type=${attribute(issue.rule)}/>`]),
    ),
    ...skipped.map((issue) => testCase(issue.subject, title, [`<skipped message=${attribute(issue.message)}/>`])),
    ...passed.map((name) => testCase(name, title, [])),
  ];
  const output =
    notes.length === 0 ? [] : [`    <system-out>${escapeXml(notes.map(noteLine).join('\n'))}</system-out>`];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name=${attribute(title)} ${counts}>`,
    ...cases,
    ...output,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(name: string, group: string, children: readonly string[]): string {
  const head = `    <testcase classname=${attribute(group)} name=${attribute(name)}`;
  return children.length === 0 ? `${head}/>` : `${head}>${children.join('')}</testcase>`;
}

function noteLine(issue: Issue): string {
  return `${issue.rule}: ${issue.subject}: ${issue.message}`;
}

function attribute(text: string): string {
  return `"${escapeXml(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`;
}

/** XML 1.0 has no form for control characters at all. */
function escapeXml(text: string): string {
  const printable = [...text].map((character) => (isControl(character) ? '\uFFFD' : character)).join('');
  return printable.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function isControl(character: string): boolean {
  const code = character.charCodeAt(0);
  return code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d;
}
