// Walks a manifest of unknown shape and collects what is wrong with it, each with its path.

export interface Problem {
  readonly code: 'policy-unknown-field' | 'policy-missing-field' | 'policy-invalid-value';
  readonly path: string;
  readonly message: string;
  readonly mend: string;
}

/** A value of the manifest and where it stands. `problems` is the one collector of the whole reading. */
export interface Cursor {
  readonly value: unknown;
  readonly path: string;
  readonly problems: Problem[];
}

/** JSON null reads as absent, as the API server's decoder has it. */
export function isAbsent(cursor: Cursor): boolean {
  return cursor.value === undefined || cursor.value === null;
}

/** Plain objects only: a Map or a Date would read as an object without fields, and so as an empty selector. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export function reportInvalid(cursor: Cursor, expected: string): void {
  cursor.problems.push({
    code: 'policy-invalid-value',
    path: cursor.path,
    message: `${cursor.path} is ${describe(cursor.value)}, not ${expected}`,
    mend: `write ${expected}`,
  });
}

export function reportMissing(cursor: Cursor, what: string): void {
  const mend = `add ${what}`;
  cursor.problems.push({
    code: 'policy-missing-field',
    path: cursor.path,
    message: `${cursor.path === '' ? 'the manifest' : cursor.path} lacks ${what}`,
    mend,
  });
}

/** Own properties only, so that `__proto__` and `constructor` are names like any other. */
export function propertyOf(cursor: Cursor, name: string): Cursor {
  const { value, problems } = cursor;
  const path = cursor.path === '' ? name : `${cursor.path}.${name}`;
  return { value: isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined, path, problems };
}

/** Reports what is no object, and fields outside `names`: leaving one out could widen what the policy allows. */
export function checkFields(cursor: Cursor, names: readonly string[]): boolean {
  if (!isObject(cursor.value)) {
    reportInvalid(cursor, 'an object');
    return false;
  }
  const unknown = Object.keys(cursor.value).filter((name) => !names.includes(name));
  for (const name of unknown) {
    cursor.problems.push({
      code: 'policy-unknown-field',
      path: cursor.path,
      message: `${cursor.path === '' ? 'the manifest' : cursor.path} has the unknown field ${JSON.stringify(name)}`,
      mend: `write one of ${names.join(', ')}`,
    });
  }
  return unknown.length === 0;
}

/** Undefined where the list is absent or is none (then reported). */
export function itemsOf(cursor: Cursor): readonly Cursor[] | undefined {
  if (isAbsent(cursor)) return undefined;
  const { value, path, problems } = cursor;
  if (!Array.isArray(value)) {
    reportInvalid(cursor, 'a list');
    return undefined;
  }
  return value.map((item: unknown, index) => ({ value: item, path: `${path}[${index}]`, problems }));
}

export function textOf(cursor: Cursor): string | undefined {
  if (typeof cursor.value === 'string') return cursor.value;
  reportInvalid(cursor, 'text');
  return undefined;
}

/** Short and on one line, whatever the manifest holds. */
function describe(value: unknown): string {
  if (value === undefined) return 'absent';
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
