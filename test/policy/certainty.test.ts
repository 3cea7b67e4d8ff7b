import { describe, expect, it } from 'vitest';
import { anyOf, both, type Certainty } from '../../lib/policy/certainty.ts';

describe('both', () => {
  it.each<[Certainty, Certainty, Certainty]>([
    ['yes', 'yes', 'yes'],
    ['yes', 'unknown', 'unknown'],
    ['unknown', 'yes', 'unknown'],
    ['unknown', 'unknown', 'unknown'],
    ['no', 'unknown', 'no'],
    ['unknown', 'no', 'no'],
    ['no', 'yes', 'no'],
  ])('%s and %s is %s', (left, right, expected) => {
    expect(both(left, right)).toBe(expected);
  });
});

describe('anyOf', () => {
  it.each<[readonly Certainty[], Certainty]>([
    [[], 'no'],
    [['no', 'no'], 'no'],
    [['no', 'unknown', 'no'], 'unknown'],
    [['unknown', 'yes'], 'yes'],
  ])('%j is %s', (items, expected) => {
    expect(anyOf(items, (item) => item)).toBe(expected);
  });
});
