// The fields of an object that its schema reads, and nothing else: what an export may take out of a cluster.
import type { z } from 'zod';

/** `all`: the value whatever it holds. A field tree holds for each element where the value is a list. */
export type KeptFields = 'all' | { readonly [field: string]: KeptFields };

/** Of objects the fields they name, of lists those of their elements, of alternatives those of all; anything else whole. */
export function keptFieldsOf(schema: z.core.$ZodType): KeptFields {
  // The classes of zod's core carry their definition there; its types are a union by `type`.
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return Object.fromEntries(Object.entries(def.shape).map(([name, field]) => [name, keptFieldsOf(field)]));
    case 'array':
      return keptFieldsOf(def.element);
    case 'nullable':
    case 'optional':
    case 'default':
    case 'readonly':
      return keptFieldsOf(def.innerType);
    case 'pipe':
      // What comes in, not what it is turned into.
      return keptFieldsOf(def.in);
    case 'union':
      return def.options.map(keptFieldsOf).reduce(merge);
    default:
      return 'all';
  }
}

function merge(left: KeptFields, right: KeptFields): KeptFields {
  if (left === 'all' || right === 'all') return 'all';
  return { ...left, ...right };
}

/** The value with its kept fields, in the order of `fields`; what is no object stays only where all of it is kept. */
export function keepFields(value: unknown, fields: KeptFields): unknown {
  if (fields === 'all') return value;
  if (Array.isArray(value)) return value.map((element) => keepFields(element, fields));
  if (typeof value !== 'object' || value === null) return null;
  const entries = new Map(Object.entries(value));
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, inner]) => {
      const field = entries.get(name);
      return field === undefined || field === null ? [] : [[name, keepFields(field, inner)]];
    }),
  );
}

/** `spec.containers.ports.name` and so on, in the order of the tree. */
export function fieldPaths(fields: KeptFields, path = ''): readonly string[] {
  if (fields === 'all') return [path];
  return Object.entries(fields).flatMap(([name, inner]) => fieldPaths(inner, path === '' ? name : `${path}.${name}`));
}
