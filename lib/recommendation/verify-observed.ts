// Proof, first half: every kept connection is allowed, and every entry of a rule is needed by one of them.
import type { CompiledPolicies } from '../policy/compiled.ts';
import { evaluate, evaluateDirection } from '../policy/evaluate.ts';
import type { PolicyQuery } from '../policy/model.ts';
import { UPSTREAM } from '../policy/profiles/upstream.ts';
import type { Cluster } from './cluster.ts';
import type { KeptConnection } from './eligible.ts';
import type { NetworkPolicyManifest } from './manifests.ts';
import { compileManifests, policyName, withoutAtom } from './policy-documents.ts';
import { asAnotherPod, endpointProbes } from './probes.ts';
import type { PolicyAtom } from './synthesize.ts';

export interface Proof {
  readonly cluster: Cluster;
  readonly manifests: readonly NetworkPolicyManifest[];
  readonly policies: CompiledPolicies;
  /** Label keys that the policies look at. */
  readonly keys: ReadonlySet<string>;
}

/** Every pair of pods of the two sides, as far as policies can tell them apart. */
function questionsOf(kept: KeptConnection, { cluster, keys }: Proof): readonly PolicyQuery[] {
  const { client, server, protocol, port } = kept.connection;
  const servers = endpointProbes(cluster, server, keys);
  return endpointProbes(cluster, client, keys).flatMap((from) =>
    servers.map((to) => ({ client: asAnotherPod(from), server: to, protocol, port })),
  );
}

/** The kept connections of which some pods are not allowed, in their order. */
export function findBlocked(kept: readonly KeptConnection[], proof: Proof): readonly KeptConnection[] {
  return kept.filter((one) =>
    questionsOf(one, proof).some((query) => evaluate(proof.policies, query).kind !== 'allowed'),
  );
}

/** The entries without which every connection is still allowed, in their order. */
export function findUnneeded(
  atoms: readonly PolicyAtom[],
  kept: readonly KeptConnection[],
  proof: Proof,
): readonly PolicyAtom[] {
  const manifests = new Map(proof.manifests.map((manifest) => [policyName(manifest), manifest]));
  const byKey = new Map(kept.map((one) => [one.key, one]));
  return atoms.filter((atom) => {
    const manifest = manifests.get(atom.policy);
    if (manifest === undefined) return true;
    const stripped = compileManifests([withoutAtom(manifest, atom)], proof.cluster.namespaces);
    return !atom.connections.some((key) => {
      const connection = byKey.get(key);
      return connection !== undefined && isDeniedWithout(atom, questionsOf(connection, proof), { proof, stripped });
    });
  });
}

/** Policies add up: it is denied where no other rule of the whole set and nothing left of this policy allows it. */
function isDeniedWithout(
  atom: PolicyAtom,
  questions: readonly PolicyQuery[],
  { proof, stripped }: { readonly proof: Proof; readonly stripped: CompiledPolicies },
): boolean {
  const side = { direction: atom.direction, dataplane: UPSTREAM };
  return questions.some((query) => {
    const { rules } = evaluateDirection(proof.policies, query, side);
    const onlyHere = rules.every((rule) => rule.policy === atom.policy && rule.rule === atom.rule);
    return onlyHere && evaluateDirection(stripped, query, side).kind === 'denied';
  });
}
