import { describe, expect, it } from 'vitest';
import { formatSelector } from '../../lib/policy/format-selector.ts';
import {
  matchesLabels,
  matchSelector,
  type Requirement,
  type SelectorOperator,
  someLabels,
} from '../../lib/policy/selector.ts';

function requirement(key: string, operator: SelectorOperator, ...values: readonly string[]): Requirement {
  return { kind: 'label', key, operator, values: new Set(values) };
}

const EVERY_OPERATOR = [
  requirement('app', 'In', 'web'),
  requirement('tier', 'NotIn', 'a', 'b'),
  requirement('zone', 'Exists'),
  requirement('debug', 'DoesNotExist'),
];

describe('matchesLabels', () => {
  it.each([
    [{ app: 'web', zone: '' }, true],
    [{ app: 'web', zone: '', tier: 'c' }, true],
    [{ app: 'db', zone: '' }, false],
    [{ app: 'web', zone: '', tier: 'b' }, false],
    [{ app: 'web' }, false],
    [{ app: 'web', zone: '', debug: '' }, false],
  ])('all requirements against %j: %s', (labels, expected) => {
    expect(matchesLabels(EVERY_OPERATOR, labels)).toBe(expected);
  });

  it('matches everything where there is no requirement', () => {
    expect(matchesLabels([], {})).toBe(true);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty'])(
    'does not take %s for a label that every object has',
    (key) => {
      expect(matchesLabels([requirement(key, 'Exists')], {})).toBe(false);
      expect(matchesLabels([requirement(key, 'DoesNotExist')], {})).toBe(true);
    },
  );
});

describe('matchSelector, where some labels are known', () => {
  it.each([
    [[requirement('name', 'In', 'a')], 'yes'],
    [[requirement('name', 'In', 'b')], 'no'],
    [[requirement('name', 'NotIn', 'b')], 'yes'],
    [[requirement('name', 'DoesNotExist')], 'no'],
    [[requirement('team', 'DoesNotExist')], 'unknown'],
    [[requirement('team', 'NotIn', 'x')], 'unknown'],
    [[requirement('team', 'In', 'x'), requirement('name', 'In', 'b')], 'no'],
    [[requirement('team', 'In', 'x'), requirement('name', 'In', 'a')], 'unknown'],
    [[], 'yes'],
  ])('%j', (selector, expected) => {
    expect(matchSelector(selector, someLabels({ name: 'a' }))).toBe(expected);
  });
});

describe('formatSelector', () => {
  it('writes kubectl notation', () => {
    expect(formatSelector([...EVERY_OPERATOR, requirement('k', 'In', 'x', 'y')])).toBe(
      'app=web,tier notin (a,b),zone,!debug,k in (x,y)',
    );
    expect(formatSelector([])).toBe('everything');
  });
});
