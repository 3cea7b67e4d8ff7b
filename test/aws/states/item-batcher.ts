// Batches of items, each the input of one child execution.
import { StatesError } from './errors.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { Child } from './map-progress.ts';
import { evaluateTemplate, plainOrPath, type Scope } from './template.ts';

export function batchItems(batcher: JsonObject, items: readonly Json[], scope: Scope): readonly Child[] {
  const maxItems = Number(plainOrPath(batcher, 'MaxItemsPerBatch', scope) ?? Number.POSITIVE_INFINITY);
  const maxBytes = Number(batcher.MaxInputBytesPerBatch ?? 262_144);
  const fixed = batcher.BatchInput === undefined ? {} : { BatchInput: evaluateTemplate(batcher.BatchInput, scope) };
  const input = (batch: readonly Json[]): JsonObject => ({ ...(isObject(fixed) ? fixed : {}), Items: batch });
  const bytesOf = (value: Json) => Buffer.byteLength(JSON.stringify(value));
  const frame = bytesOf(input([]));

  const batches: Json[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const own = bytesOf(item) + 1;
    if (frame + own > maxBytes)
      throw new StatesError('States.ItemReaderFailed', 'an item is larger than a batch may be');
    const last = batches.at(-1);
    if (last === undefined || last.length >= maxItems || bytes + own > maxBytes) {
      batches.push([item]);
      bytes = frame + own;
    } else {
      last.push(item);
      bytes += own;
    }
  }
  return batches.map((batch) => ({ input: input(batch), itemCount: batch.length, outcome: undefined }));
}
