// Proof, first half, second part: every entry of a rule is needed by a kept connection.
import { evaluateDirection } from '../policy/evaluate.ts';
import type { PolicyQuery } from '../policy/model.ts';
import type { KeptConnection } from './eligible.ts';
import { makeNarrow, type Narrow } from './narrowed-policy.ts';
import { compileManifests, withoutAtom } from './policy-documents.ts';
import type { Proof } from './proof.ts';
import type { PolicyAtom } from './synthesize.ts';
import { questionsOf } from './verify-observed.ts';

/** What each entry is worth, in their order: without it every connection is still allowed, or nobody can say. */
export interface Worth {
  readonly unneeded: readonly PolicyAtom[];
  readonly unknown: readonly PolicyAtom[];
}

export function findUnneeded(atoms: readonly PolicyAtom[], kept: readonly KeptConnection[], proof: Proof): Worth {
  const byKey = new Map(kept.map((one) => [one.key, one]));
  const narrow = makeNarrow(proof);
  const judged = atoms.map((atom) => ({
    atom,
    worth: worthOf(atom, questionsAbout(atom, byKey, proof), { proof, narrow }),
  }));
  const of = (wanted: string) => judged.flatMap(({ atom, worth }) => (worth === wanted ? [atom] : []));
  return { unneeded: of('unneeded'), unknown: of('unknown') };
}

function* questionsAbout(
  { connections }: PolicyAtom,
  byKey: ReadonlyMap<string, KeptConnection>,
  proof: Proof,
): Generator<PolicyQuery> {
  for (const key of connections) {
    const connection = byKey.get(key);
    if (connection !== undefined) yield* questionsOf(connection, proof);
  }
}

/** Policies add up: it is denied where no other rule of the whole set and nothing left of this policy allows it. */
function worthOf(
  atom: PolicyAtom,
  questions: Iterable<PolicyQuery>,
  { proof, narrow }: { readonly proof: Proof; readonly narrow: Narrow },
): 'needed' | 'unneeded' | 'unknown' {
  const side = { direction: atom.direction, dataplane: proof.cluster.dataplane };
  const { namespaces, cluster } = proof.policies;
  let unknown = false;
  for (const query of questions) {
    const whole = proof.judge.alone(query, atom.direction);
    if (!whole.rules.every((rule) => rule.policy === atom.policy && rule.rule === atom.rule)) continue;
    const part = narrow(atom, query);
    if (part === undefined) return 'unneeded';
    const stripped = { ...compileManifests([withoutAtom(part.manifest, part.atom)], []), namespaces, cluster };
    const { kind } = evaluateDirection(stripped, query, side);
    if (kind === 'unknown' || whole.kind === 'unknown') unknown = true;
    else if (kind === 'denied') return 'needed';
  }
  return unknown ? 'unknown' : 'unneeded';
}
