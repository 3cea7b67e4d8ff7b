// Proof, first half: every kept connection is allowed, and every entry of a rule is needed by one of them.
import { uniqueSorted } from '../base/order.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import { evaluateDirection, evaluateSides } from '../policy/evaluate.ts';
import type { PolicyQuery, Verdict } from '../policy/model.ts';
import type { KeptConnection } from './eligible.ts';
import { outsideQuestions } from './outside-services.ts';
import { compileManifests, policyName, withoutAtom } from './policy-documents.ts';
import { asAnotherPod, endpointProbes } from './probes.ts';
import { onOwnNode, type Proof } from './proof.ts';
import type { PolicyAtom } from './synthesize.ts';

/** The kept connections that are not proven to be allowed for all pods, each list in their order. */
export interface NotAllowed {
  readonly blocked: readonly KeptConnection[];
  /** `policies`: those of other APIs without which it were allowed, sorted. */
  readonly blockedByStanding: readonly { readonly kept: KeptConnection; readonly policies: readonly string[] }[];
  /** The dataplane's documents leave it open. */
  readonly unknown: readonly { readonly kept: KeptConnection; readonly reason: string }[];
}

/** Every pair of pods of the two sides, as far as policies can tell them apart. */
export function questionsOf(kept: KeptConnection, { cluster, tellers }: Proof): readonly PolicyQuery[] {
  const { client, server, protocol, port } = kept.connection;
  const servers = endpointProbes(cluster, server, tellers);
  return endpointProbes(cluster, client, tellers).flatMap((from) =>
    servers.map((to) => onOwnNode(kept, { client: asAnotherPod(from), server: to, protocol, port })),
  );
}

export function findNotAllowed(kept: readonly KeptConnection[], proof: Proof): NotAllowed {
  const blocked: KeptConnection[] = [];
  const blockedByStanding: { kept: KeptConnection; policies: readonly string[] }[] = [];
  const unknown: { kept: KeptConnection; reason: string }[] = [];
  const { dataplane } = proof.cluster;
  for (const one of kept) {
    const judged = [...questionsOf(one, proof), ...outsideQuestions(one, proof)].map((query) => ({
      query,
      verdict: evaluateSides(proof.judge.inForce, query, dataplane),
    }));
    const denied = judged.filter(({ verdict }) => verdict.kind === 'denied');
    const open = judged.find(({ verdict }) => verdict.kind === 'unknown');
    const alone = denied.filter(({ query }) => evaluateSides(proof.judge.alone, query, dataplane).kind === 'denied');
    if (alone.length > 0) blocked.push(one);
    else if (denied.length > 0) blockedByStanding.push({ kept: one, policies: denyingOf(denied, proof) });
    else if (open !== undefined) unknown.push({ kept: one, reason: unknownReason(open.verdict) });
  }
  return { blocked, blockedByStanding, unknown };
}

function denyingOf(denied: readonly { readonly verdict: Verdict }[], proof: Proof): readonly string[] {
  const sides = denied.flatMap(({ verdict }) => [verdict.egress, verdict.ingress]);
  const by = sides.filter(({ kind }) => kind === 'denied').flatMap((side) => side.by);
  return uniqueSorted(by.filter((name) => proof.standing.has(name)));
}

export function unknownReason({ egress, ingress }: Verdict): string {
  return egress.kind === 'unknown' ? egress.reason : ingress.reason;
}

/** What each entry is worth, in their order: without it every connection is still allowed, or nobody can say. */
export interface Worth {
  readonly unneeded: readonly PolicyAtom[];
  readonly unknown: readonly PolicyAtom[];
}

export function findUnneeded(atoms: readonly PolicyAtom[], kept: readonly KeptConnection[], proof: Proof): Worth {
  const manifests = new Map(proof.manifests.map((manifest) => [policyName(manifest), manifest]));
  const byKey = new Map(kept.map((one) => [one.key, one]));
  const { cluster: pods } = proof.policies;
  const judged = atoms.map((atom) => {
    const manifest = manifests.get(atom.policy);
    if (manifest === undefined) return { atom, worth: 'unneeded' } as const;
    const stripped = { ...compileManifests([withoutAtom(manifest, atom)], proof.cluster.namespaces), cluster: pods };
    const questions = atom.connections.flatMap((key) => {
      const connection = byKey.get(key);
      return connection === undefined ? [] : questionsOf(connection, proof);
    });
    return { atom, worth: worthOf(atom, questions, { proof, stripped }) };
  });
  const of = (wanted: string) => judged.flatMap(({ atom, worth }) => (worth === wanted ? [atom] : []));
  return { unneeded: of('unneeded'), unknown: of('unknown') };
}

/** Policies add up: it is denied where no other rule of the whole set and nothing left of this policy allows it. */
function worthOf(
  atom: PolicyAtom,
  questions: readonly PolicyQuery[],
  { proof, stripped }: { readonly proof: Proof; readonly stripped: CompiledPolicies },
): 'needed' | 'unneeded' | 'unknown' {
  const side = { direction: atom.direction, dataplane: proof.cluster.dataplane };
  let unknown = false;
  for (const query of questions) {
    const whole = proof.judge.alone(query, atom.direction);
    if (!whole.rules.every((rule) => rule.policy === atom.policy && rule.rule === atom.rule)) continue;
    const { kind } = evaluateDirection(stripped, query, side);
    if (kind === 'unknown' || whole.kind === 'unknown') unknown = true;
    else if (kind === 'denied') return 'needed';
  }
  return unknown ? 'unknown' : 'unneeded';
}
