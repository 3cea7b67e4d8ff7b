// The part of a lock file that one dependency needs.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lockSubset } from '../../../functions/bundling/lock-subset.ts';

const LOCK = {
  name: 'project',
  lockfileVersion: 3,
  packages: {
    '': { name: 'project', dependencies: { a: '1.0.0', z: '1.0.0' } },
    'node_modules/a': {
      version: '1.0.0',
      integrity: 'sha512-a',
      dev: true,
      dependencies: { b: '^1.0.0', c: '^1.0.0' },
    },
    'node_modules/a/node_modules/c': { version: '1.5.0', dependencies: { b: '^1.0.0', d: '^1.0.0' } },
    'node_modules/b': { version: '1.2.0', optionalDependencies: { e: '1.0.0' } },
    'node_modules/c': { version: '2.0.0' },
    'node_modules/d': { version: '1.0.0', dependencies: { a: '^1.0.0' } },
    'node_modules/e': { version: '1.0.0', optional: true, os: ['linux'], cpu: ['arm64'] },
    'node_modules/z': { version: '1.0.0' },
  },
};
const subset = (name: string) => JSON.parse(lockSubset(JSON.stringify(LOCK), name).lock).packages;

describe('part of a lock', () => {
  it('holds the dependency, all below it by the nearest folder, and nothing else', () => {
    expect(Object.keys(subset('a'))).toEqual([
      '',
      'node_modules/a',
      'node_modules/a/node_modules/c',
      'node_modules/b',
      'node_modules/d',
      'node_modules/e',
    ]);
  });

  it('keeps versions, digests and platforms, and asks for exactly the locked version', () => {
    const packages = subset('a');

    expect(packages['node_modules/a'].integrity).toBe('sha512-a');
    expect(packages['node_modules/e']).toMatchObject({ os: ['linux'], cpu: ['arm64'], optional: true });
    expect(packages[''].dependencies).toEqual({ a: '1.0.0' });
    expect(packages['node_modules/a']).not.toHaveProperty('dev');
  });

  it('fails where the lock does not have it', () => {
    expect(() => subset('nowhere')).toThrow('node_modules/nowhere');
  });

  it("of this project's own lock has DuckDB's binding for both processors", () => {
    const { lock } = lockSubset(readFileSync('package-lock.json', 'utf8'), '@duckdb/node-api');

    for (const architecture of ['arm64', 'x64'])
      expect(JSON.parse(lock).packages).toHaveProperty([`node_modules/@duckdb/node-bindings-linux-${architecture}`]);
  });
});
