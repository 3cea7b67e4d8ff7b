// Calico's selector expressions into our selectors: negation pushed down to the single requirements.
import type { Requirement, Selector, SelectorOperator } from '../selector.ts';
import { parseSelector, type SelectorExpression } from './calico-selector-parser.ts';
import { type Cursor, isAbsent, textOf } from './manifest-reader.ts';

/** What a selector is asked of. */
export interface SelectorScope {
  /** What `all()` and `global()` say of it; undefined: `global()` may not stand here. */
  readonly all: boolean;
  readonly global: boolean | undefined;
  /** The key under which the labels are known to the evaluator. */
  readonly keyOf: (key: string) => string;
}

export const NOTHING: Selector = [{ kind: 'any-of', alternatives: [] }];

const OPPOSITES: Readonly<Record<SelectorOperator, SelectorOperator>> = {
  In: 'NotIn',
  NotIn: 'In',
  Exists: 'DoesNotExist',
  DoesNotExist: 'Exists',
  Contains: 'NotContains',
  NotContains: 'Contains',
  StartsWith: 'NotStartsWith',
  NotStartsWith: 'StartsWith',
  EndsWith: 'NotEndsWith',
  NotEndsWith: 'EndsWith',
};

/** Undefined where the field is absent or empty, and where it cannot be read (then reported). */
export function readExpression(
  cursor: Cursor,
  { global }: Pick<SelectorScope, 'global'>,
): SelectorExpression | undefined {
  if (isAbsent(cursor) || cursor.value === '') return undefined;
  const text = textOf(cursor);
  if (text === undefined) return undefined;
  const parsed = parseSelector(text);
  if (parsed.kind === 'problem') {
    const { at, expected } = parsed;
    reportSelector(
      cursor,
      `cannot be read from character ${at} on, where ${expected} is expected`,
      'correct the selector',
    );
    return undefined;
  }
  // "global() can only be used in an EntityRule namespaceSelector"
  if (global === undefined && mentionsGlobal(parsed.expression)) {
    reportSelector(cursor, 'has global(), which can stand in the namespaceSelector of a rule only', 'take it out');
    return undefined;
  }
  return parsed.expression;
}

function reportSelector({ path, problems }: Cursor, message: string, mend: string): void {
  problems.push({ code: 'policy-invalid-value', path, message: `${path} ${message}`, mend });
}

export function mentionsGlobal(expression: SelectorExpression): boolean {
  switch (expression.kind) {
    case 'global':
      return true;
    case 'not':
      return mentionsGlobal(expression.operand);
    case 'and':
    case 'or':
      return expression.operands.some(mentionsGlobal);
    case 'all':
    case 'label':
      return false;
  }
}

export function compileExpression(expression: SelectorExpression, scope: SelectorScope): Selector {
  return compile(expression, scope, false);
}

/** "`! <expression>` matches if and only if `<expression>` does not match." */
function compile(expression: SelectorExpression, scope: SelectorScope, negated: boolean): Selector {
  switch (expression.kind) {
    case 'label':
      return [requirement(expression, scope, negated)];
    case 'all':
      return scope.all === negated ? NOTHING : [];
    case 'global':
      return (scope.global ?? false) === negated ? NOTHING : [];
    case 'not':
      return compile(expression.operand, scope, !negated);
    case 'and':
    case 'or': {
      const operands = expression.operands.map((operand) => compile(operand, scope, negated));
      return (expression.kind === 'and') === negated ? either(operands) : operands.flat();
    }
  }
}

function requirement({ key, operator, values }: Requirement, { keyOf }: SelectorScope, negated: boolean): Requirement {
  return { kind: 'label', key: keyOf(key), operator: negated ? OPPOSITES[operator] : operator, values };
}

function either(operands: readonly Selector[]): Selector {
  if (operands.some((operand) => operand.length === 0)) return [];
  const alternatives = operands.filter((operand) => !selectsNothing(operand));
  const [first, ...others] = alternatives;
  return first !== undefined && others.length === 0 ? first : [{ kind: 'any-of', alternatives }];
}

export function selectsNothing(selector: Selector): boolean {
  return selector.some((part) => part.kind === 'any-of' && part.alternatives.length === 0);
}
