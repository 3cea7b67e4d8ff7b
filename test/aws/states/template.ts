// Payload templates: an object in which every field that ends with `.$` is replaced by what its path or function gives.
import { runtimeError } from './errors.ts';
import { evaluateIntrinsic } from './intrinsics.ts';
import { isList, isObject, type Json, type JsonObject } from './json.ts';
import { readPath } from './json-path.ts';

/** The data that paths read: `$` the input, `$$` the context object. */
export interface Scope {
  readonly input: Json;
  readonly context: JsonObject;
}

export function readScope(path: string, scope: Scope): Json {
  return path.startsWith('$$') ? readPath(path.slice(1), scope.context) : readPath(path, scope.input);
}

export function evaluateTemplate(template: Json, scope: Scope): Json {
  if (isList(template)) return template.map((item) => evaluateTemplate(item, scope));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith('.$') ? [key.slice(0, -2), dynamic(value, scope)] : [key, evaluateTemplate(value, scope)],
    ),
  );
}

function dynamic(value: Json, scope: Scope): Json {
  if (typeof value !== 'string') throw runtimeError(`a field ending with .$ is no text: ${JSON.stringify(value)}`);
  return value.startsWith('States.')
    ? evaluateIntrinsic(value, (path) => readScope(path, scope))
    : readScope(value, scope);
}

/** A field that is given plainly, or by a path under the name with `Path` appended. */
export function plainOrPath(state: JsonObject, name: string, scope: Scope): Json | undefined {
  const path = state[`${name}Path`];
  return typeof path === 'string' ? readScope(path, scope) : state[name];
}
