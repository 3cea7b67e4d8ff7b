// Cuts the text of a Calico selector into tokens, each with its place.

export type MatchOperator = '==' | '!=' | 'in' | 'not in' | 'contains' | 'starts with' | 'ends with';

/** `at` is the character, counted from 1. A `bad` token is the last one: there the text cannot go on as it does. */
export type SelectorToken =
  | { readonly kind: 'label' | 'has' | 'text'; readonly text: string; readonly at: number }
  | { readonly kind: 'operator'; readonly operator: MatchOperator; readonly at: number }
  | { readonly kind: 'sign'; readonly sign: Sign; readonly at: number }
  | { readonly kind: 'all' | 'global' | 'end'; readonly at: number }
  | { readonly kind: 'bad'; readonly expected: string; readonly at: number };

export type Sign = '(' | ')' | '{' | '}' | ',' | '&&' | '||' | '!';

const SIGNS: readonly Sign[] = ['(', ')', '{', '}', ',', '&&', '||', '!'];
const OPERATORS: readonly MatchOperator[] = ['==', '!=', 'in', 'not in', 'contains', 'starts with', 'ends with'];

// Each is tried at one place and looks at every character once. Blanks are spaces and tabs only, and text has no
// escapes ("String literals ... do not support escape characters", API text of NetworkPolicySpec.selector).
const BLANKS = /[ \t]*/y;
const OPERATOR = /==|!=|in|not[ \t]*in|contains|starts[ \t]*with|ends[ \t]*with/y;
const TEXT = /'([^']*)'|"([^"]*)"/y;
const HAS = /has\([ \t]*([A-Za-z0-9_./-]+)[ \t]*\)/y;
const CALL = /(all|global)\([ \t]*\)/y;
const LABEL = /[A-Za-z0-9_./-]+/y;

/** Ends with `end` or `bad`. */
export function tokenizeSelector(text: string): readonly SelectorToken[] {
  const tokens: SelectorToken[] = [];
  let offset = 0;
  for (;;) {
    offset += matchAt(BLANKS, text, offset)?.[0].length ?? 0;
    if (offset >= text.length) return [...tokens, { kind: 'end', at: offset + 1 }];
    const { token, length } = readToken(text, offset, tokens.at(-1)?.kind === 'label');
    tokens.push(token);
    if (token.kind === 'bad') return tokens;
    offset += length;
  }
}

interface Read {
  readonly token: SelectorToken;
  readonly length: number;
}

/** After a label only an operator can stand, so that `in` and `contains` can be labels elsewhere. */
function readToken(text: string, offset: number, afterLabel: boolean): Read {
  const at = offset + 1;
  if (afterLabel) return readOperator(text, offset);
  const sign = SIGNS.find((one) => text.startsWith(one, offset));
  if (sign !== undefined) return { token: { kind: 'sign', sign, at }, length: sign.length };
  const quoted = matchAt(TEXT, text, offset);
  if (quoted !== undefined) {
    return { token: { kind: 'text', text: quoted[1] ?? quoted[2] ?? '', at }, length: quoted[0].length };
  }
  const has = matchAt(HAS, text, offset);
  if (has !== undefined) return { token: { kind: 'has', text: has[1] ?? '', at }, length: has[0].length };
  const call = matchAt(CALL, text, offset);
  if (call !== undefined) {
    return { token: { kind: call[1] === 'all' ? 'all' : 'global', at }, length: call[0].length };
  }
  const label = matchAt(LABEL, text, offset);
  if (label !== undefined) return { token: { kind: 'label', text: label[0], at }, length: label[0].length };
  return { token: { kind: 'bad', expected: 'a label, a text in quotes or a sign', at }, length: 0 };
}

function readOperator(text: string, offset: number): Read {
  const at = offset + 1;
  const found = matchAt(OPERATOR, text, offset)?.[0];
  const words = found?.replace(/^(not|starts|ends)[ \t]*/, '$1 ');
  const operator = OPERATORS.find((one) => one === words);
  if (found === undefined || operator === undefined) {
    return { token: { kind: 'bad', expected: `one of ${OPERATORS.join(', ')}`, at }, length: 0 };
  }
  return { token: { kind: 'operator', operator, at }, length: found.length };
}

function matchAt(pattern: RegExp, text: string, offset: number): RegExpExecArray | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text) ?? undefined;
}
