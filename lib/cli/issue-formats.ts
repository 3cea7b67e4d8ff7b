// `--format` of check and diff: one result, written for people or for the tool that reads it.
import { assertNever } from '../base/assert.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import { formatIssueJunit } from '../report/formats/issue-junit.ts';
import { formatIssueMarkdown } from '../report/formats/issue-markdown.ts';
import { formatIssueSarif, type SarifPlaces } from '../report/formats/issue-sarif.ts';
import { formatIssueText } from '../report/formats/issue-text.ts';
import type { IssueList } from '../report/formats/issues.ts';
import { plainText } from '../report/paint.ts';
import { UnusableError } from './exit.ts';

export const ISSUE_FORMATS = ['text', 'json', 'sarif', 'junit', 'markdown'] as const;
export type IssueFormat = (typeof ISSUE_FORMATS)[number];

export function issueFormat(text: string): IssueFormat {
  const format = ISSUE_FORMATS.find((candidate) => candidate === text);
  if (format !== undefined) return format;
  throw new UnusableError('--format', `${text} is no format`, `use ${ISSUE_FORMATS.join(', ')}`);
}

export interface IssueOutput {
  readonly issues: IssueList;
  /** The whole result, for `json`. */
  readonly json: unknown;
  readonly places: SarifPlaces;
}

export function formatIssues(format: IssueFormat, { issues, json, places }: IssueOutput): string {
  switch (format) {
    case 'text':
      return plainText(formatIssueText(issues));
    case 'json':
      return `${JSON.stringify(json, null, 2)}\n`;
    case 'sarif':
      return formatIssueSarif(issues, places);
    case 'junit':
      return formatIssueJunit(issues);
    case 'markdown':
      return formatIssueMarkdown(issues);
    default:
      return assertNever(format, 'formatIssues');
  }
}

/** By the names that the compiler gives, whatever the API. */
export function placesOf({ documents }: CompiledPolicies): SarifPlaces['policies'] {
  return new Map([...documents].map(([name, { place }]) => [name, place]));
}
