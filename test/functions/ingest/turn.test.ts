// The order of a batch: no message that kills the function can keep the others from being read.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inTurn } from '../../../functions/ingest/turn.ts';

const message = (messageId: string, receiveCount: number) => ({ messageId, body: '', receiveCount });

describe('order of a batch', () => {
  it('begins with what came the least often, and with another of those each time', () => {
    const batch = [message('a', 3), message('b', 1), message('c', 3), message('d', 3), message('e', 1)];

    expect(inTurn(batch).map(({ messageId }) => messageId)).toEqual(['b', 'e', 'c', 'd', 'a']);
  });

  it('holds each message once', () => {
    const batches = fc.array(fc.tuple(fc.uuid(), fc.integer({ min: 1, max: 9 })));
    fc.assert(
      fc.property(batches, (drawn) => {
        const batch = drawn.map(([id, count]) => message(id, count));
        expect(inTurn(batch)).toHaveLength(batch.length);
        expect(new Set(inTurn(batch))).toEqual(new Set(batch));
      }),
    );
  });

  it('lets all others of a batch be read at the second try, though none of them was reported, wherever the killer stands', () => {
    for (let size = 1; size <= 10; size += 1) {
      const batch = Array.from({ length: size }, (_, index) => `m${index}`);
      for (const killer of batch) {
        const read = new Set<string>();
        for (let count = 1; count <= 2; count += 1) {
          const order = inTurn(batch.map((id) => message(id, count))).map(({ messageId }) => messageId);
          for (const id of order.slice(0, order.indexOf(killer))) read.add(id);
        }
        expect([...read, killer].sort()).toEqual(batch.toSorted());
      }
    }
  });
});
