// What Calico's selectors may look like, and where they cannot be read.
import { describe, expect, it } from 'vitest';
import { compileExpression, type SelectorScope } from '../../../lib/policy/apis/calico-selector.ts';
import { parseSelector } from '../../../lib/policy/apis/calico-selector-parser.ts';
import { formatSelector } from '../../../lib/policy/format-selector.ts';

const ENDPOINTS: SelectorScope = { all: true, global: false, keyOf: (key) => key };

/** In kubectl's notation, or the place and what is expected there. */
function read(text: string, scope: SelectorScope = ENDPOINTS): string {
  const parsed = parseSelector(text);
  if (parsed.kind === 'problem') return `${parsed.at}: ${parsed.expected}`;
  return formatSelector(compileExpression(parsed.expression, scope));
}

describe('a selector', () => {
  it.each([
    ['', 'everything'],
    [' \t ', 'everything'],
    ['all()', 'everything'],
    ['all( )', 'everything'],
    ['!all()', 'nothing'],
    ['global()', 'nothing'],
    ['has(a)', 'a'],
    ['has( a.b/c-d_e )', 'a.b/c-d_e'],
    ['!has(a)', '!a'],
    ['!!has(a)', 'a'],
    ["a == 'x'", 'a=x'],
    ['a=="it\'s"', "a=it's"],
    ["a == ''", 'a='],
    ["a != 'x'", 'a notin (x)'],
    ["!a == 'x'", 'a notin (x)'],
    ["a in {'x','y'}", 'a in (x,y)'],
    ["a in{ 'x' , }", 'a=x'],
    ['a in {}', 'a in ()'],
    ["a not in { 'x' }", 'a notin (x)'],
    ["a notin {'x'}", 'a notin (x)'],
    ["a contains 'x'", 'a contains x'],
    ["a starts  with 'x'", 'a starts with x'],
    ["! a ends with 'x'", 'a does not end with x'],
    ["in == 'x' && contains contains 'y' && has == 'z'", 'in=x,contains contains y,has=z'],
    ['has(a) && has(b) || has(c)', '(a,b or c)'],
    ['has(a) || has(b) && has(c)', '(a or b,c)'],
    ['(has(a) || has(b)) && has(c)', '(a or b),c'],
    ['!has(a) || has(b)', '(!a or b)'],
    ['!(has(a) || has(b))', '!a,!b'],
    ['!(has(a) && has(b))', '(!a or !b)'],
    ['!(has(a) && !(has(b) || has(c)))', '(!a or (b or c))'],
    ['has(a) || all()', 'everything'],
    ['has(a) || !all()', 'a'],
  ])('%j is read as %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ["a = 'x'", '3: one of ==, !=, in, not in, contains, starts with, ends with'],
    ['a', '2: an operator'],
    ['a == x', '6: a text in quotes'],
    ["a == 'x", '6: a label, a text in quotes or a sign'],
    ["a in 'x'", '6: {'],
    ["a in {'x' 'y'}", '11: }'],
    ['has(a', '4: one of ==, !=, in, not in, contains, starts with, ends with'],
    ['has(a) has(b)', '8: &&, || or the end'],
    ['has(a) &', '8: a label, a text in quotes or a sign'],
    ['has(a) &&', '10: has(), all(), a label, ! or ('],
    ['(has(a)', '8: )'],
    ['has(a))', '7: &&, || or the end'],
    ["'a' == 'x'", '1: has(), all(), a label, ! or ('],
    ["a == 'x' ||\nb == 'y'", '12: a label, a text in quotes or a sign'],
    ["ä == 'x'", '1: a label, a text in quotes or a sign'],
    ["a == 'x' \\", '10: a label, a text in quotes or a sign'],
  ])('%j cannot be read', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['deep', `${'('.repeat(100_000)}has(a)`, '10001: at most 10000 characters'],
    ['deep within the length', '('.repeat(51), '51: at most 50 parentheses in each other'],
    ['long', `a == '${'x'.repeat(20_000)}'`, '10001: at most 10000 characters'],
    ['without an end to its blanks', `has(${' '.repeat(9_000)}`, '4: one of'],
  ])('that is %s is refused', (_what, text, expected) => {
    expect(read(text)).toContain(expected);
  });

  it('of many negations is read', () => {
    expect(read(`${'!'.repeat(9_001)}has(a)`)).toBe('!a');
  });

  it('says of what has no namespace what its scope says', () => {
    expect(read("global() || all() && env == 'x'", { ...ENDPOINTS, all: false, global: true })).toBe('everything');
    expect(read("!global() || env == 'x'", { ...ENDPOINTS, all: false, global: true })).toBe('env=x');
  });

  it('takes keys of every object for keys', () => {
    expect(read("constructor == 'x' && has(__proto__)")).toBe('constructor=x,__proto__');
  });
});
