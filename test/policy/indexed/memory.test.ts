import { describe, expect, it } from 'vitest';
import { makeMemory } from '../../../lib/policy/indexed/memory.ts';
import { pod } from '../policy-world.ts';

describe('makeMemory', () => {
  it('gives equal keys one number, whatever objects carry them', () => {
    const { classOf } = makeMemory((endpoint) => endpoint.kind, 10);
    const web = pod('shop/web');

    const numbers = [web, web, { ...web }, { kind: 'address', address: '10.0.0.1' } as const].map(
      (one) => classOf(one).number,
    );

    expect(numbers).toEqual([0, 0, 0, 1]);
  });

  it('makes the key of an object once', () => {
    const asked: string[] = [];
    const { classOf } = makeMemory((endpoint) => {
      asked.push(endpoint.kind);
      return endpoint.kind;
    }, 10);
    const web = pod('shop/web');

    for (const endpoint of [web, web, web]) classOf(endpoint);

    expect(asked).toEqual(['pod']);
  });

  it('counts classes and what it is told of', () => {
    const memory = makeMemory((endpoint) => endpoint.kind, 10);

    memory.classOf(pod('shop/web'));
    memory.classOf(pod('shop/db'));
    memory.grow(5);

    expect(memory.entries()).toBe(6);
  });
});
