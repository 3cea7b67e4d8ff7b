import { describe, expect, it } from 'vitest';
import { readAhead } from '../../lib/pipeline/read-ahead.ts';

describe('reading ahead', () => {
  it('gives results in order, with no more under way than stated', async () => {
    const items = [5, 1, 4, 2, 3, 0];
    let running = 0;
    let most = 0;
    const job = async (item: number): Promise<number> => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
      running -= 1;
      return item * 10;
    };
    const results: number[] = [];

    for await (const result of readAhead(items, 3, job)) results.push(result);

    expect(results).toEqual([50, 10, 40, 20, 30, 0]);
    expect(most).toBe(3);
  });

  it('throws the failure when its turn comes, and not before', async () => {
    const results: number[] = [];
    const job = (item: number): Promise<number> =>
      item === 2 ? Promise.reject(new Error('the third')) : Promise.resolve(item);

    const reading = (async () => {
      for await (const result of readAhead([0, 1, 2, 3], 4, job)) results.push(result);
    })();

    await expect(reading).rejects.toThrow('the third');
    expect(results).toEqual([0, 1]);
  });
});
