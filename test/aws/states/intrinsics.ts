// Intrinsic functions: States.Format(…) and the others that need no randomness.
// Source: Amazon States Language, "Appendix B: List of Intrinsic Functions".
import { createHash } from 'node:crypto';
import { runtimeError, StatesError } from './errors.ts';
import { isList, isObject, type Json, parseJson } from './json.ts';

type Read = (path: string) => Json;
type Intrinsic = (...values: readonly Json[]) => Json;

function fail(text: string): never {
  throw new StatesError('States.IntrinsicFailure', text);
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : fail('a string is needed'));
const number = (value: Json | undefined): number => (typeof value === 'number' ? value : fail('a number is needed'));
const list = (value: Json | undefined): readonly Json[] => (isList(value) ? value : fail('an array is needed'));
const shown = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Format: (template, ...values) => {
    const parts = text(template).split('{}');
    if (parts.length !== values.length + 1) fail('as many {} as values are needed');
    return parts.map((part, index) => (index === 0 ? part : shown(values[index - 1] ?? null) + part)).join('');
  },
  StringToJson: (value) => parseJson(text(value)),
  JsonToString: (value) => JSON.stringify(value),
  StringSplit: (value, separators) =>
    text(value)
      .split(new RegExp(`[${text(separators).replace(/[\\\]^-]/g, '\\$&')}]`))
      .filter((part) => part !== ''),
  Array: (...values) => [...values],
  ArrayLength: (value) => list(value).length,
  ArrayGetItem: (value, index) => list(value)[number(index)] ?? fail('no such item'),
  ArrayContains: (value, wanted) => list(value).some((item) => JSON.stringify(item) === JSON.stringify(wanted)),
  ArrayPartition: (value, size) => {
    const step = number(size);
    const chunks = Math.ceil(list(value).length / step);
    return Array.from({ length: chunks }, (_, index) => list(value).slice(index * step, (index + 1) * step));
  },
  ArrayUnique: (value) => [...new Map(list(value).map((item) => [JSON.stringify(item), item])).values()],
  JsonMerge: (first, second) =>
    isObject(first) && isObject(second) ? { ...first, ...second } : fail('two objects are needed'),
  MathAdd: (first, second) => number(first) + number(second),
  Base64Encode: (value) => Buffer.from(text(value)).toString('base64'),
  Base64Decode: (value) => Buffer.from(text(value), 'base64').toString(),
  Hash: (value, algorithm) =>
    createHash(text(algorithm).replace('-', '').toLowerCase()).update(text(value)).digest('hex'),
};

const NAME = /States\.([A-Za-z0-9]+)\(/y;
const QUOTED = /'((?:[^'\\]|\\.)*)'/y;
const PLAIN = /[^,()]+/y;

/** The value of `States.Name(…)`; calls may stand in calls. */
export function evaluateIntrinsic(source: string, read: Read): Json {
  const [value, end] = call(source, 0, read);
  if (end !== source.length) throw runtimeError(`not an intrinsic function: ${source}`);
  return value;
}

function call(source: string, start: number, read: Read): readonly [Json, number] {
  const [, name = ''] = matchAt(NAME, source, start) ?? [];
  const intrinsic = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
  if (intrinsic === undefined)
    throw runtimeError(`an intrinsic function that this interpreter does not know: ${source}`);
  const values: Json[] = [];
  let at = NAME.lastIndex;
  for (;;) {
    at = skip(source, at);
    if (source[at] === ')') return [intrinsic(...values), at + 1];
    const [value, end] = argument(source, at, read);
    values.push(value);
    at = skip(source, end);
    if (source[at] === ',') at += 1;
    else if (source[at] !== ')') throw runtimeError(`not an intrinsic function: ${source}`);
  }
}

function argument(source: string, start: number, read: Read): readonly [Json, number] {
  if (source.startsWith('States.', start)) return call(source, start, read);
  const quoted = matchAt(QUOTED, source, start);
  if (quoted !== undefined) return [(quoted[1] ?? '').replace(/\\(.)/g, '$1'), QUOTED.lastIndex];
  const [plain = ''] = matchAt(PLAIN, source, start) ?? [];
  const end = PLAIN.lastIndex;
  return [plain.startsWith('$') ? read(plain.trim()) : parseJson(plain.trim()), end];
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source) ?? undefined;
}

function skip(source: string, start: number): number {
  let at = start;
  while (source[at] === ' ') at += 1;
  return at;
}
