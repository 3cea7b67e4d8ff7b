import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVIDENCE } from '../../lib/connections/connection.ts';
import { DIAGNOSTICS, FINDINGS } from './codes.ts';
import { namesBelow, ROOT, readPage } from './markdown.ts';
import { dataplanesPage, diagnosticsPage, lintPage, reportPage } from './pages.ts';

interface Source {
  readonly name: string;
  readonly text: string;
}

const SOURCES: readonly Source[] = namesBelow('lib', '.ts').map((name) => ({
  name,
  text: readFileSync(join(ROOT, 'lib', name), 'utf8'),
}));

function quotedWords(text: string): readonly string[] {
  return [...text.matchAll(/'([a-z]+(?:-[a-z]+)*)'/g)].map(([, word = '']) => word);
}

function sorted(words: Iterable<string>): readonly string[] {
  return [...new Set(words)].sort();
}

/** Everything in quotes on a line that sets a `code`; `custom` is zod's own word for an issue. */
function diagnosticCodes(): readonly string[] {
  const words = codesOf(SOURCES.filter((source) => !makesCodedFindings(source)));
  return sorted(words.filter((word) => word !== 'custom'));
}

function codesOf(sources: readonly Source[]): readonly string[] {
  const lines = sources.flatMap(({ text }) => text.split('\n')).filter((line) => /\bcode: /.test(line));
  return lines.flatMap((line) => quotedWords(line.replace(/.*\bcode: /, '').replace(/, (level|message):.*/, '')));
}

/** What is found about a dataplane or in policies carries a code and becomes a finding of the report. */
function makesCodedFindings({ name }: Source): boolean {
  return name.includes('policy/dataplanes/') || name.includes('policy/lint/');
}

/** Kinds are words with hyphens (and `scan`) in the files that make findings, where only evidence has such names too. */
function findingKinds(): readonly string[] {
  const makers = SOURCES.filter(
    (source) => /(findings|\/verify)\.ts$/.test(source.name) && !makesCodedFindings(source),
  );
  const words = makers.flatMap(({ text }) => quotedWords(text));
  const evidence: readonly string[] = EVIDENCE;
  const kinds = words.filter((word) => (word.includes('-') || word === 'scan') && !evidence.includes(word));
  const diagnostics = diagnosticCodes();
  const coded = codesOf(SOURCES.filter(makesCodedFindings)).filter((code) => !diagnostics.includes(code));
  return sorted([...kinds, ...coded]);
}

describe('generated pages', () => {
  it.each([
    ['docs/dataplanes.md', dataplanesPage],
    ['docs/diagnostics.md', diagnosticsPage],
    ['docs/lint.md', lintPage],
    ['docs/report.md', reportPage],
  ])('%s is what npm run docs writes', (page, make) => {
    expect(readPage(page)).toBe(make());
  });

  it('list every diagnostic code of the sources, and no other', () => {
    expect(DIAGNOSTICS.map(({ code }) => code)).toEqual(diagnosticCodes());
  });

  it('list every kind of finding of the sources, and no other', () => {
    expect(FINDINGS.map(({ code }) => code)).toEqual(findingKinds());
  });
});
