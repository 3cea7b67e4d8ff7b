// Values of CloudFormation templates: references and functions replaced by what the resources of this deployment are called.
import { isList, isObject, type Json, type JsonObject } from '../states/json.ts';

/** What Ref and GetAtt give for the resources of one stack, and what stacks export to one another. */
export interface Names {
  ref(logicalId: string): Json;
  attribute(logicalId: string, name: string): Json;
  exported(name: string): Json;
}

export function resolve(value: Json | undefined, names: Names): Json {
  if (value === undefined) return null;
  if (isList(value)) return value.map((item) => resolve(item, names)).filter((item) => item !== NO_VALUE);
  if (!isObject(value)) return value;
  const [name, ...others] = Object.keys(value);
  if (name !== undefined && others.length === 0 && Object.hasOwn(FUNCTIONS, name)) {
    return FUNCTIONS[name]?.(value[name] ?? null, names) ?? null;
  }
  const entries = Object.entries(value).map(([key, item]) => [key, resolve(item, names)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== NO_VALUE));
}

/** Stands for a property that is left out. */
const NO_VALUE = 'AWS::NoValue';

const FUNCTIONS: Readonly<Record<string, (argument: Json, names: Names) => Json>> = {
  Ref: (id, names) => (id === NO_VALUE ? NO_VALUE : names.ref(String(id))),
  'Fn::GetAtt': (argument, names) => {
    const [id = '', ...path] = isList(argument) ? argument.map(String) : String(argument).split('.');
    return names.attribute(id, path.join('.'));
  },
  'Fn::ImportValue': (name, names) => names.exported(String(resolve(name, names))),
  'Fn::Join': (argument, names) => {
    const [separator, parts] = isList(argument) ? argument : [];
    const resolved = resolve(parts, names);
    return (isList(resolved) ? resolved : []).map(String).join(String(separator));
  },
  'Fn::Select': (argument, names) => {
    const [index, items] = isList(argument) ? argument : [];
    const resolved = resolve(items, names);
    return (isList(resolved) ? resolved[Number(index)] : undefined) ?? null;
  },
  'Fn::Split': (argument, names) => {
    const [separator, text] = isList(argument) ? argument : [];
    return String(resolve(text, names)).split(String(separator));
  },
  'Fn::Sub': (argument, names) => {
    const [template, own] = isList(argument) ? argument : [argument];
    const variables: JsonObject = isObject(own) ? own : {};
    return String(template).replace(/\$\{([^}]+)\}/g, (_, name: string) => {
      if (name.startsWith('!')) return ['$', '{', name.slice(1), '}'].join('');
      if (Object.hasOwn(variables, name)) return String(resolve(variables[name], names));
      const [id = '', ...path] = name.split('.');
      return String(path.length === 0 ? names.ref(id) : names.attribute(id, path.join('.')));
    });
  },
};
