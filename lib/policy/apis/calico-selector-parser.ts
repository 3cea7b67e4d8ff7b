// Reads the text of a Calico selector as an expression, by recursive descent: || binds least, then &&, then !.
import type { Requirement, SelectorOperator } from '../selector.ts';
import { type MatchOperator, type SelectorToken, type Sign, tokenizeSelector } from './calico-selector-tokens.ts';

export type SelectorExpression =
  | Requirement
  | { readonly kind: 'all' | 'global' }
  | { readonly kind: 'not'; readonly operand: SelectorExpression }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly SelectorExpression[] };

/** `at`: the character from which on it cannot be read, counted from 1. */
export type ParsedSelector =
  | { readonly kind: 'expression'; readonly expression: SelectorExpression }
  | { readonly kind: 'problem'; readonly at: number; readonly expected: string };

/** More than the API server takes for a rule (1024), less than what would keep us busy. */
const MAX_CHARACTERS = 10_000;
const MAX_DEPTH = 50;

const OPERATORS: Readonly<Record<MatchOperator, SelectorOperator>> = {
  '==': 'In',
  '!=': 'NotIn',
  in: 'In',
  'not in': 'NotIn',
  contains: 'Contains',
  'starts with': 'StartsWith',
  'ends with': 'EndsWith',
};

/** Thrown and caught in this file: the text is no selector. */
class SelectorError extends Error {
  readonly at: number;

  constructor(at: number, expected: string) {
    super(expected);
    this.at = at;
  }
}

interface Position {
  readonly tokens: readonly SelectorToken[];
  index: number;
  depth: number;
}

/** "all() or the empty selector -> matches all endpoints" */
export function parseSelector(text: string): ParsedSelector {
  if (text.length > MAX_CHARACTERS) {
    return { kind: 'problem', at: MAX_CHARACTERS + 1, expected: `at most ${MAX_CHARACTERS} characters` };
  }
  const position: Position = { tokens: tokenizeSelector(text), index: 0, depth: 0 };
  if (peek(position).kind === 'end') return { kind: 'expression', expression: { kind: 'all' } };
  try {
    const expression = readOr(position);
    if (peek(position).kind !== 'end') fail(position, '&&, || or the end');
    return { kind: 'expression', expression };
  } catch (error) {
    if (error instanceof SelectorError) return { kind: 'problem', at: error.at, expected: error.message };
    throw error;
  }
}

function readOr(position: Position): SelectorExpression {
  const operands = [readAnd(position)];
  while (takeSign(position, '||')) operands.push(readAnd(position));
  return joined('or', operands);
}

function readAnd(position: Position): SelectorExpression {
  const operands = [readNot(position)];
  while (takeSign(position, '&&')) operands.push(readNot(position));
  return joined('and', operands);
}

function joined(kind: 'and' | 'or', operands: readonly SelectorExpression[]): SelectorExpression {
  const [first, ...others] = operands;
  return first !== undefined && others.length === 0 ? first : { kind, operands };
}

function readNot(position: Position): SelectorExpression {
  let negated = false;
  while (takeSign(position, '!')) negated = !negated;
  const operand = readOperand(position);
  return negated ? { kind: 'not', operand } : operand;
}

function readOperand(position: Position): SelectorExpression {
  const token = peek(position);
  if (takeSign(position, '(')) {
    position.depth += 1;
    if (position.depth > MAX_DEPTH) throw new SelectorError(token.at, `at most ${MAX_DEPTH} parentheses in each other`);
    const inner = readOr(position);
    if (!takeSign(position, ')')) fail(position, ')');
    position.depth -= 1;
    return inner;
  }
  if (token.kind === 'all' || token.kind === 'global') {
    position.index += 1;
    return { kind: token.kind };
  }
  if (token.kind === 'has') {
    position.index += 1;
    return { kind: 'label', key: token.text, operator: 'Exists', values: new Set() };
  }
  if (token.kind !== 'label') return fail(position, 'has(), all(), a label, ! or (');
  position.index += 1;
  return readComparison(position, token.text);
}

function readComparison(position: Position, key: string): SelectorExpression {
  const token = peek(position);
  if (token.kind !== 'operator') return fail(position, 'an operator');
  position.index += 1;
  const takesSet = token.operator === 'in' || token.operator === 'not in';
  const values = takesSet ? readSet(position) : [readText(position)];
  return { kind: 'label', key, operator: OPERATORS[token.operator], values: new Set(values) };
}

/** As the parser of the API has it: the set may be empty, and a comma may stand after its last value. */
function readSet(position: Position): readonly string[] {
  const values: string[] = [];
  if (!takeSign(position, '{')) fail(position, '{');
  while (peek(position).kind === 'text') {
    values.push(readText(position));
    if (!takeSign(position, ',')) break;
  }
  if (!takeSign(position, '}')) fail(position, '}');
  return values;
}

function readText(position: Position): string {
  const token = peek(position);
  if (token.kind !== 'text') return fail(position, 'a text in quotes');
  position.index += 1;
  return token.text;
}

function takeSign(position: Position, sign: Sign): boolean {
  const token = peek(position);
  if (token.kind !== 'sign' || token.sign !== sign) return false;
  position.index += 1;
  return true;
}

/** The last token, `end` or `bad`, is never taken. */
function peek({ tokens, index }: Position): SelectorToken {
  return tokens[index] ?? { kind: 'end', at: 1 };
}

function fail(position: Position, expected: string): never {
  const token = peek(position);
  throw new SelectorError(token.at, token.kind === 'bad' ? token.expected : expected);
}
