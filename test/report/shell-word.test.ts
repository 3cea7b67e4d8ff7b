// Words of a command are what a shell reads back from them.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../lib/report/shell-word.ts';

describe('a word of a command', () => {
  it.each(['reports/monday.duckdb', 's3://bucket/prefix', '/tmp/a-b_c.1'])('%s is left as it is', (text) => {
    expect(shellWord(text)).toBe(text);
  });

  it.each([
    'my reports/r.duckdb',
    "it's.duckdb",
    '$HOME/`id`/r.duckdb',
    '~/r.duckdb',
    'logs/*.gz',
    'a;b&c|d>e#f',
    '"quoted"\\',
    'größe.duckdb',
    '',
  ])('a shell reads %j back', (text) => {
    expect(execFileSync('/bin/sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text);
  });
});
