// The proof says what asking about everything says, on random clusters, dataplanes and policies of every API.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uniformDataplane } from '../../lib/policy/profiles/dataplane.ts';
import { PROFILES } from '../../lib/policy/profiles/registry.ts';
import { settleProfile } from '../../lib/policy/profiles/settle.ts';
import type { Beyond } from '../../lib/recommendation/beyond-found.ts';
import { meantPermissions } from '../../lib/recommendation/permissions.ts';
import { findBeyond } from '../../lib/recommendation/verify-beyond.ts';
import { findUnneeded } from '../../lib/recommendation/verify-worth.ts';
import { randomDataplanes } from '../policy/random-dataplanes.ts';
import { beyondByBruteForce, worthByBruteForce } from './beyond-oracle.ts';
import { type RandomProof, randomProofs } from './random-proofs.ts';
import { DNS } from './records.ts';

const DATAPLANES = fc.oneof(
  randomDataplanes,
  fc.constantFrom(...PROFILES.map((data) => uniformDataplane(settleProfile(data)))),
);

function linesOf({ allowed, byStanding, unknown }: Beyond): readonly string[] {
  const grouped = (kind: string, groups: Beyond['unknown']) =>
    [...groups].flatMap(([why, texts]) => texts.map((text) => `${kind} ${why}: ${text}`));
  const lines = [
    ...allowed.map((text) => `allowed: ${text}`),
    ...grouped('standing', byStanding),
    ...grouped('unknown', unknown),
  ];
  return lines.sort();
}

function isSorted(texts: readonly string[]): boolean {
  return texts.every((text, index) => index === 0 || (texts[index - 1] ?? '') < text);
}

function agrees({ proof, kept, atoms }: RandomProof): void {
  const beyond = findBeyond(kept, proof, meantPermissions(kept, proof.cluster, DNS));
  const lists = [beyond.allowed, [...beyond.byStanding.keys()], [...beyond.unknown.keys()]];
  const groups = [...beyond.byStanding.values(), ...beyond.unknown.values()];

  expect(linesOf(beyond)).toEqual(beyondByBruteForce(kept, proof, DNS));
  expect([...lists, ...groups].every(isSorted)).toBe(true);

  const { unneeded, unknown } = findUnneeded(atoms, kept, proof);
  const worth = atoms.map((atom) =>
    unneeded.includes(atom) ? 'unneeded' : unknown.includes(atom) ? 'unknown' : 'needed',
  );
  expect(worth).toEqual(worthByBruteForce(atoms, kept, proof));
}

describe('the proof', () => {
  it('finds what asking about all pairs finds, and no more, in small clusters', () => {
    fc.assert(fc.property(randomProofs(false, DATAPLANES), agrees), { numRuns: 100 });
  });

  it('finds it where selectors name crowds', () => {
    fc.assert(fc.property(randomProofs(true, DATAPLANES), agrees), { numRuns: 12 });
  });
});
