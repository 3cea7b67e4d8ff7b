// Typed parameters of a view: text from the URL becomes a value of its type, or the default where it is none.

/** `format` gives the empty text for the default, so that it is left out of the URL. */
export interface UrlField<T> {
  readonly parse: (text: string) => T;
  readonly format: (value: T) => string;
}

/** The fields of a view by the name of their parameter: lower-case letters, digits and hyphens. */
export type UrlFields<T> = { readonly [K in keyof T]: UrlField<T[K]> };

/** The values that fields give. */
export type ValuesOf<F> = { readonly [K in keyof F]: F[K] extends UrlField<infer T> ? T : never };

/** Every field's value; a parameter that is absent is the empty text. */
export function parseFields<T extends object>(fields: UrlFields<T>, parameters: ReadonlyMap<string, string>): T {
  return Object.fromEntries(
    namesOf(fields).map((name): readonly unknown[] => [name, fields[name].parse(parameters.get(String(name)) ?? '')]),
  );
}

/** The text of each field that changes. */
export function formatFields<T extends object>(fields: UrlFields<T>, changes: Partial<T>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name of namesOf(fields)) {
    const value = changes[name];
    if (name in changes) texts[String(name)] = value === undefined ? '' : fields[name].format(value);
  }
  return texts;
}

function namesOf<T extends object>(fields: UrlFields<T>): readonly (keyof T)[] {
  const names: (keyof T)[] = [];
  for (const name in fields) names.push(name);
  return names;
}

const MAX_TEXT_LENGTH = 1000;

/** Free text, such as a search or the id of what is in focus; cut at `MAX_TEXT_LENGTH`. */
export const textField: UrlField<string> = {
  parse: (text) => text.slice(0, MAX_TEXT_LENGTH),
  format: (value) => value.slice(0, MAX_TEXT_LENGTH),
};

/** Present or not. */
export const flagField: UrlField<boolean> = {
  parse: (text) => text === '1',
  format: (value) => (value ? '1' : ''),
};

/** One of the choices; any other text is the first of them. */
export function choiceField<const T extends string>(choices: readonly [T, ...T[]]): UrlField<T> {
  const [first] = choices;
  return {
    parse: (text) => choices.find((choice) => choice === text) ?? first,
    format: (value) => (value === first ? '' : value),
  };
}

/** Several of the choices, in their order; other texts are left out. */
export function choicesField<const T extends string>(choices: readonly T[]): UrlField<readonly T[]> {
  const known = (named: readonly string[]) => choices.filter((choice) => named.includes(choice));
  return {
    parse: (text) => known(text.split(',')),
    format: (value) => known(value).join(','),
  };
}

export interface Sort<K extends string = string> {
  readonly column: K;
  readonly descending: boolean;
}

/** `bytes` or `-bytes`; undefined stands for the order of the report. */
export function sortField<const K extends string>(columns: readonly K[]): UrlField<Sort<K> | undefined> {
  return {
    parse: (text) => {
      const descending = text.startsWith('-');
      const name = descending ? text.slice(1) : text;
      const column = columns.find((candidate) => candidate === name);
      return column === undefined ? undefined : { column, descending };
    },
    format: (value) => (value === undefined ? '' : `${value.descending ? '-' : ''}${value.column}`),
  };
}
