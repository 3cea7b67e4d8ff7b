// The part of JSONPath that state machines use: names, indices and `[*]`. Anything else is an error, never ignored.
import { runtimeError, StatesError } from './errors.ts';
import { isList, isObject, type Json } from './json.ts';

type Step = { readonly kind: 'name'; readonly name: string } | { readonly kind: 'index'; readonly index: number } | All;
interface All {
  readonly kind: 'all';
}

const STEP = /\.([A-Za-z_][\w-]*)|\[(\d+)\]|\['([^']+)'\]|\[\*\]/y;

export function parsePath(path: string): readonly Step[] {
  if (!path.startsWith('$')) throw runtimeError(`not a path: ${path}`);
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const [, name, index, quoted] = STEP.exec(path) ?? [undefined, undefined, undefined, undefined];
    if (STEP.lastIndex === 0) throw runtimeError(`a path that this interpreter does not know: ${path}`);
    const key = name ?? quoted;
    if (key !== undefined) steps.push({ kind: 'name', name: key });
    else steps.push(index === undefined ? { kind: 'all' } : { kind: 'index', index: Number(index) });
  }
  return steps;
}

/** Undefined where the path leads nowhere. */
export function findPath(path: string, value: Json): Json | undefined {
  return walk(parsePath(path), value);
}

export function readPath(path: string, value: Json): Json {
  const found = findPath(path, value);
  if (found !== undefined) return found;
  throw new StatesError('States.ParameterPathFailure', `the path ${path} leads nowhere in ${JSON.stringify(value)}`);
}

function walk(steps: readonly Step[], value: Json): Json | undefined {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (step.kind === 'all') {
    const children = isList(value) ? value : isObject(value) ? Object.values(value) : [];
    return children.map((child) => walk(rest, child)).filter((child) => child !== undefined);
  }
  const next = step.kind === 'name' ? (isObject(value) ? own(value, step.name) : undefined) : itemOf(value, step.index);
  return next === undefined ? undefined : walk(rest, next);
}

function own(value: { readonly [key: string]: Json }, name: string): Json | undefined {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function itemOf(value: Json, index: number): Json | undefined {
  return isList(value) ? value[index] : undefined;
}

/** The value with `item` put at a reference path of names, made where it is missing: how ResultPath works. */
export function writePath(path: string, value: Json, item: Json): Json {
  return put(parsePath(path), value, item);
}

function put(steps: readonly Step[], value: Json, item: Json): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return item;
  if (step.kind !== 'name') throw runtimeError('a result can be put at names only');
  const object = isObject(value) ? value : {};
  return { ...object, [step.name]: put(rest, own(object, step.name) ?? {}, item) };
}
