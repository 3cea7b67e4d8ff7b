// Small JSON objects of the store: written as text, read back only through their schema.
import type { z } from 'zod';
import type { ObjectStore, WriteCondition } from '../ports.ts';
import { unusable } from '../unusable.ts';

const CONTENT_TYPE = 'application/json';

export function writeJson(store: ObjectStore, key: string, text: string, condition?: WriteCondition): Promise<boolean> {
  const content = { kind: 'text', text, contentType: CONTENT_TYPE } as const;
  return condition === undefined ? store.write(key, content) : store.write(key, content, condition);
}

/** What is under the key, or one line that says why it cannot be used. */
export async function readJson<T extends z.ZodType>(store: ObjectStore, key: string, schema: T): Promise<z.output<T>> {
  const result = schema.safeParse(parseJson(await store.readText(key), key));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `;
  throw unusable(key, `${place}${issue?.message ?? 'cannot be read'}`, MEND);
}

const MEND = 'nothing but flowfence should write there: remove it, and run the analysis again';

function parseJson(text: string, key: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unusable(key, 'it is no JSON', MEND);
  }
}
