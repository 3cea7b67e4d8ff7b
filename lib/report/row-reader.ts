// Typed reading of one row of a report file; what does not hold is a `RowError` that names table, row and column.
import type { Cell, Row } from './tables.ts';

/** Never leaves `from-rows.ts`, which turns it into a diagnostic. */
export class RowError extends Error {}

export class RowReader {
  private readonly place: string;
  private readonly row: Row;

  constructor(place: string, row: Row) {
    this.place = place;
    this.row = row;
  }

  text(column: string): string {
    const cell = this.cell(column);
    return typeof cell === 'string' ? cell : this.fail(column, 'text');
  }

  number(column: string): number {
    const cell = this.cell(column);
    return typeof cell === 'number' ? cell : this.fail(column, 'a number');
  }

  flag(column: string): boolean {
    const cell = this.cell(column);
    return typeof cell === 'boolean' ? cell : this.fail(column, 'true or false');
  }

  optionalFlag(column: string): boolean | undefined {
    return this.cell(column) === null ? undefined : this.flag(column);
  }

  optionalText(column: string): string | undefined {
    return this.cell(column) === null ? undefined : this.text(column);
  }

  /** `{ [key]: text }`, or nothing where the column is NULL. */
  optional<K extends string>(key: K, column: string): { readonly [P in K]?: string } {
    const text = this.optionalText(column);
    const entry: { [P in K]?: string } = {};
    if (text !== undefined) entry[key] = text;
    return entry;
  }

  oneOf<T extends string>(column: string, values: readonly T[]): T {
    const text = this.text(column);
    return values.find((value) => value === text) ?? this.fail(column, values.join(' or '));
  }

  /** JSON that this tool wrote; its inner shape is the writer's promise. */
  json<T>(column: string): T {
    try {
      return JSON.parse(this.text(column)) as T;
    } catch {
      return this.fail(column, 'JSON');
    }
  }

  refer<T>(entries: ReadonlyMap<string, T>, column: string): T {
    return this.entry(entries, this.text(column));
  }

  entry<T>(entries: ReadonlyMap<string, T>, key: string): T {
    const value = entries.get(key);
    if (value === undefined) throw new RowError(`${this.place} refers to ${key}, which is not there`);
    return value;
  }

  private cell(column: string): Cell {
    return this.row[column] ?? null;
  }

  private fail(column: string, expected: string): never {
    throw new RowError(`${this.place}: column ${column} is not ${expected}`);
  }
}
