// The proof that goes with a recommendation, by the same evaluator that judges the current policies.
import type { Cluster } from './cluster.ts';
import type { DnsFacts } from './dns.ts';
import type { KeptConnection } from './eligible.ts';
import { meantPermissions } from './permissions.ts';
import { compileManifests, selectorKeys } from './policy-documents.ts';
import type { Finding, RecommendationVerification } from './recommendation.ts';
import type { Synthesis } from './synthesize.ts';
import { findBeyond } from './verify-beyond.ts';
import { findBlocked, findUnneeded } from './verify-observed.ts';

/** How many permissions beyond the observed are listed; all are counted. */
const BEYOND_LISTED = 100;

export interface VerificationInput {
  readonly cluster: Cluster;
  readonly dns: DnsFacts;
  readonly kept: readonly KeptConnection[];
  readonly synthesis: Synthesis;
}

export interface Verified {
  readonly verification: RecommendationVerification;
  readonly findings: readonly Finding[];
}

export function verify({ cluster, dns, kept, synthesis }: VerificationInput): Verified {
  const { policies: manifests, atoms } = synthesis;
  const policies = compileManifests(manifests, cluster.namespaces);
  const proof = { cluster, manifests, policies, keys: selectorKeys(manifests) };
  const blocked = findBlocked(kept, proof);
  const unneeded = findUnneeded(atoms, kept, proof);
  const beyond = findBeyond(kept, proof, meantPermissions(kept, cluster, dns));
  const verification = {
    kept: kept.length,
    keptAllowed: kept.length - blocked.length,
    rules: atoms.length,
    rulesNeeded: atoms.length - unneeded.length,
    allowedBeyondObserved: beyond.length,
    beyond: beyond.slice(0, BEYOND_LISTED),
  };
  return { verification, findings: shortcomings({ blocked, unneeded, beyond }) };
}

interface Shortcomings {
  readonly blocked: readonly KeptConnection[];
  readonly unneeded: Synthesis['atoms'];
  readonly beyond: readonly string[];
}

function shortcomings({ blocked, unneeded, beyond }: Shortcomings): readonly Finding[] {
  const findings: Finding[] = [];
  const subject = 'recommendation';
  if (blocked.length > 0) {
    const message = `${blocked.length} kept connections are not allowed for all pods: do not apply before they are settled`;
    const connections = blocked.map(({ key }) => key);
    findings.push({ kind: 'kept-not-allowed', severity: 'high', subject, message, evidence: { connections } });
  }
  if (unneeded.length > 0) {
    const message = `${unneeded.length} entries of rules could be removed without blocking a kept connection`;
    const entries = unneeded.map((atom) => `${atom.policy} ${atom.direction} ${atom.peer}`);
    findings.push({ kind: 'rule-not-needed', severity: 'low', subject, message, evidence: { entries } });
  }
  if (beyond.length > 0) {
    const message = `${beyond.length} permissions beyond the observed connections and DNS`;
    const evidence = { count: beyond.length, first: beyond.slice(0, BEYOND_LISTED) };
    findings.push({ kind: 'allowed-beyond-observed', severity: 'medium', subject, message, evidence });
  }
  return findings;
}
