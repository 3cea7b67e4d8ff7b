// The proof that goes with a recommendation, by the same evaluator that judges the current policies.
import type { Cluster } from './cluster.ts';
import type { DnsFacts } from './dns.ts';
import type { KeptConnection } from './eligible.ts';
import type { HealthCheck } from './health-checks.ts';
import { meantPermissions } from './permissions.ts';
import { prepareProof } from './proof.ts';
import type { Finding, RecommendationVerification } from './recommendation.ts';
import type { Synthesis } from './synthesize.ts';
import { findBeyond } from './verify-beyond.ts';
import { proofFindings } from './verify-findings.ts';
import { findNotAllowed } from './verify-observed.ts';
import { findUnneeded } from './verify-worth.ts';

export interface VerificationInput {
  readonly cluster: Cluster;
  readonly dns: DnsFacts;
  readonly kept: readonly KeptConnection[];
  readonly synthesis: Synthesis;
  readonly healthChecks?: readonly HealthCheck[];
}

export interface Verified {
  readonly verification: RecommendationVerification;
  readonly findings: readonly Finding[];
}

export function verify({ cluster, dns, kept, synthesis, healthChecks }: VerificationInput): Verified {
  const { policies: manifests, atoms } = synthesis;
  const proof = prepareProof(cluster, manifests);
  const notAllowed = findNotAllowed(kept, proof);
  // What health checks ask for, nobody observed: no connection can show that it is needed.
  const observed = atoms.filter(({ connections }) => connections.length > 0);
  const worth = findUnneeded(observed, kept, proof);
  const beyond = findBeyond(kept, proof, meantPermissions(kept, cluster, dns, healthChecks));
  const { blocked, blockedByStanding, unknown } = notAllowed;
  const beyondUnknown = [...beyond.unknown.values()].reduce((sum, { count }) => sum + count, 0);
  const verification: RecommendationVerification = {
    kept: kept.length,
    keptAllowed: kept.length - blocked.length - blockedByStanding.length - unknown.length,
    ...(unknown.length > 0 && { keptUnknown: unknown.length }),
    rules: observed.length,
    rulesNeeded: observed.length - worth.unneeded.length - worth.unknown.length,
    ...(worth.unknown.length > 0 && { rulesUnknown: worth.unknown.length }),
    allowedBeyondObserved: beyond.allowed.count,
    beyond: beyond.allowed.first,
    ...(beyondUnknown > 0 && { beyondUnknown }),
  };
  const dataplane = cluster.dataplane.name;
  return { verification, findings: proofFindings({ notAllowed, worth, beyond, verification, dataplane }) };
}
