import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAIL_CONDITIONS } from '../../lib/cli/fail-on.ts';
import { EVIDENCE } from '../../lib/connections/connection.ts';
import { MALFORMED_REASONS } from '../../lib/sources/flow-log-line.ts';
import { ROOT, readPage } from './markdown.ts';

/** Without its comments, which may hold any word. */
function readSource(file: string): string {
  return readFileSync(join(ROOT, 'lib', file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
}

/** The members of a union type of texts, in the sources. */
function unionOf(file: string, type: string): readonly string[] {
  const text = readSource(file);
  const body = new RegExp(`type ${type} =([^;]*);`).exec(text)?.[1] ?? '';
  return [...body.matchAll(/'([a-z-]+)'/g)].map(([, word = '']) => word);
}

/** The keys of a record that explains reasons. */
function keysOf(file: string, constant: string): readonly string[] {
  const text = readSource(file);
  const body = new RegExp(`const ${constant}[^{]*\\{([^}]*)\\}`).exec(text)?.[1] ?? '';
  return [...body.matchAll(/^ *'?([a-z-]+)'?:/gm)].map(([, key = '']) => key);
}

const UNKNOWN = unionOf('connections/connection.ts', 'UnknownReason');
const LEFT_OUT = unionOf('recommendation/recommendation.ts', 'LeftOutReason');
const COVERAGE = keysOf('report/reasons.ts', 'REASONS');

describe('words that the report uses', () => {
  it('are found in the sources at all', () => {
    expect(UNKNOWN).toContain('unseen-pod');
    expect(LEFT_OUT).toContain('not-selectable');
    expect(COVERAGE).toEqual(expect.arrayContaining([...UNKNOWN, 'unoriented']));
  });

  it.each([
    ['docs/flow-logs.md', 'evidence', EVIDENCE],
    ['docs/flow-logs.md', 'reasons of malformed lines', [...MALFORMED_REASONS, 'truncated']],
    ['docs/flow-logs.md', 'reasons of records in no connection', COVERAGE],
    ['docs/recommendation.md', 'reasons to leave out', LEFT_OUT],
    ['docs/gates.md', 'conditions of --fail-on', FAIL_CONDITIONS],
  ])('%s explains all %s', (page, _, words) => {
    const text = readPage(page);

    expect(words.filter((word) => !text.includes(`\`${word}\``))).toEqual([]);
  });
});
