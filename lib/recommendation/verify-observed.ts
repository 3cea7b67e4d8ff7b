// Proof, first half: every kept connection is allowed, for all pods of its two sides.
import { uniqueSorted } from '../base/order.ts';
import { evaluateSides } from '../policy/evaluate.ts';
import type { PolicyQuery, Verdict } from '../policy/model.ts';
import type { KeptConnection } from './eligible.ts';
import { outsideQuestions } from './outside-services.ts';
import { onOwnNode, type Proof } from './proof.ts';

/** The kept connections that are not proven to be allowed for all pods, each list in their order. */
export interface NotAllowed {
  readonly blocked: readonly KeptConnection[];
  /** `policies`: those of other APIs without which it were allowed, sorted. */
  readonly blockedByStanding: readonly { readonly kept: KeptConnection; readonly policies: readonly string[] }[];
  /** The dataplane's documents leave it open. */
  readonly unknown: readonly { readonly kept: KeptConnection; readonly reason: string }[];
}

/** Every pair of pods of the two sides, as far as policies can tell them apart. */
export function questionsOf(kept: KeptConnection, { probes }: Proof): readonly PolicyQuery[] {
  const { client, server, protocol, port } = kept.connection;
  const servers = probes.ofEndpoint(server);
  return probes
    .ofEndpoint(client)
    .flatMap((from) =>
      servers.map((to) => onOwnNode(kept, { client: probes.asClient(from), server: to, protocol, port })),
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
