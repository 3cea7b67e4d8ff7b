// The proof says what asking about everything says, on random clusters, dataplanes and policies of every API.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uniformDataplane } from '../../lib/policy/profiles/dataplane.ts';
import { PROFILES } from '../../lib/policy/profiles/registry.ts';
import { settleProfile } from '../../lib/policy/profiles/settle.ts';
import type { Beyond, Listed } from '../../lib/recommendation/beyond-found.ts';
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

/** By kind and reason, in their order: how many, and the first hundred. */
function listsOf({ allowed, byStanding, unknown }: Beyond): readonly (readonly [string, Listed])[] {
  const grouped = (kind: string, groups: Beyond['unknown']) =>
    [...groups].map(([why, listed]) => [`${kind} ${why}`, listed] as const);
  const lists = [...grouped('standing', byStanding), ...grouped('unknown', unknown)];
  return allowed.count === 0 ? lists : [['allowed', allowed], ...lists];
}

function expectedLists(lines: readonly string[]): readonly (readonly [string, Listed])[] {
  const groups = new Map<string, string[]>();
  for (const line of lines) {
    const [, why = '', text = ''] = /^(.*): ([^ ]+ -> .*)$/.exec(line) ?? [];
    groups.set(why, [...(groups.get(why) ?? []), text]);
  }
  return [...groups]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([why, texts]) => [why, { count: texts.length, first: [...texts].sort().slice(0, 100) }]);
}

function agrees({ proof, kept, atoms }: RandomProof): void {
  const beyond = findBeyond(kept, proof, meantPermissions(kept, proof.cluster, DNS));

  expect(listsOf(beyond)).toEqual(expectedLists(beyondByBruteForce(kept, proof, DNS)));

  const { unneeded, unknown } = findUnneeded(atoms, kept, proof);
  const worth = atoms.map((atom) =>
    unneeded.includes(atom) ? 'unneeded' : unknown.includes(atom) ? 'unknown' : 'needed',
  );
  expect(worth).toEqual(worthByBruteForce(atoms, kept, proof));
}

describe('the proof', () => {
  it('finds what asking about all pairs finds, and no more, in small clusters', () => {
    fc.assert(fc.property(randomProofs(false, DATAPLANES), agrees), { numRuns: 40 });
  });

  it('finds it where selectors name crowds', () => {
    fc.assert(fc.property(randomProofs(true, DATAPLANES), agrees), { numRuns: 6 });
  });
});
