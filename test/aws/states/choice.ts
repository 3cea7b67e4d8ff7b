// Rules of Choice states.
// Source: Amazon States Language, "Choice State".
import { runtimeError } from './errors.ts';
import { isList, isObject, type Json, type JsonObject } from './json.ts';
import { findPath } from './json-path.ts';
import { readScope, type Scope } from './template.ts';

type Compare = (order: number) => boolean;

const COMPARISONS: Readonly<Record<string, Compare>> = {
  Equals: (order) => order === 0,
  LessThan: (order) => order < 0,
  GreaterThan: (order) => order > 0,
  LessThanEquals: (order) => order <= 0,
  GreaterThanEquals: (order) => order >= 0,
};

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

const TESTS: Readonly<Record<string, (value: Json | undefined) => boolean>> = {
  IsPresent: (value) => value !== undefined,
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: (value) => typeof value === 'string' && TIMESTAMP.test(value),
};

export function choiceHolds(rule: JsonObject, scope: Scope): boolean {
  if (isList(rule.And)) return rule.And.every((one) => isObject(one) && choiceHolds(one, scope));
  if (isList(rule.Or)) return rule.Or.some((one) => isObject(one) && choiceHolds(one, scope));
  if (isObject(rule.Not)) return !choiceHolds(rule.Not, scope);
  const path = String(rule.Variable);
  const value = path.startsWith('$$') ? findPath(path.slice(1), scope.context) : findPath(path, scope.input);
  const [operator] = Object.keys(rule).filter((key) => !['Variable', 'Next', 'Comment'].includes(key));
  if (operator === undefined) throw runtimeError(`a rule without an operator: ${JSON.stringify(rule)}`);
  const wanted = rule[operator] ?? null;
  const test = TESTS[operator];
  if (test !== undefined) return test(value) === wanted;
  if (value === undefined) throw runtimeError(`the variable ${path} is not there`);
  return operator.endsWith('Path')
    ? holds(operator.slice(0, -4), value, readScope(String(wanted), scope))
    : holds(operator, value, wanted);
}

function holds(operator: string, value: Json, wanted: Json): boolean {
  if (operator === 'StringMatches') return matches(String(wanted), value);
  const [, type = '', name = ''] = /^(String|Numeric|Boolean|Timestamp)([A-Za-z]+)$/.exec(operator) ?? [];
  const compare = COMPARISONS[name];
  if (compare === undefined) throw runtimeError(`an operator that this interpreter does not know: ${operator}`);
  const left = comparable(type, value);
  const right = comparable(type, wanted);
  // "If the types differ, the rule does not match."
  if (left === undefined || right === undefined) return false;
  return compare(left < right ? -1 : left > right ? 1 : 0);
}

function comparable(type: string, value: Json): string | number | undefined {
  if (type === 'Timestamp') return TESTS.IsTimestamp?.(value) ? Date.parse(String(value)) : undefined;
  if (type === 'String') return typeof value === 'string' ? value : undefined;
  if (type === 'Numeric') return typeof value === 'number' ? value : undefined;
  return typeof value === 'boolean' ? Number(value) : undefined;
}

function matches(pattern: string, value: Json): boolean {
  if (typeof value !== 'string') return false;
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(value);
}
