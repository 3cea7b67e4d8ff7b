// The recommendation: from observed connections to the smallest exact set of policies, with its proof.
import { compareBy } from '../base/order.ts';
import { UPSTREAM } from '../policy/profiles/upstream.ts';
import { describeCluster, isRecommended } from './cluster.ts';
import { compareConnections } from './connection-key.ts';
import {
  healthCheckFindings,
  inertFindings,
  inexpressibleFindings,
  openToEverybodyFindings,
} from './dataplane-findings.ts';
import { selectEligible } from './eligible.ts';
import { expressFor } from './expressible.ts';
import {
  budgetFindings,
  dnsFindings,
  evidenceFindings,
  hostNetworkFindings,
  selectorFindings,
  weakEvidenceFindings,
  wideningFindings,
} from './findings.ts';
import { healthChecksOf } from './health-checks.ts';
import { localDnsFindings } from './local-dns-findings.ts';
import { widening } from './peers.ts';
import { budgetFor } from './policy-budget.ts';
import { portLimitFindings } from './port-limit-findings.ts';
import type { Finding, LeftOut, Recommendation, RecommendationInput } from './recommendation.ts';
import { describeUsage } from './rule-usage.ts';
import { scanFindings } from './scan-findings.ts';
import { findScanners } from './scans.ts';
import { synthesize } from './synthesize.ts';
import { verify } from './verify.ts';

export function recommend(input: RecommendationInput): Recommendation {
  const { connections, dns, options, dataplane = UPSTREAM, currentPolicies = [] } = input;
  const cluster = describeCluster({ ...input, includeSystem: options.includeSystem });
  const eligible = selectEligible(connections, cluster, options.minEvidence);
  const { kept, inexpressible } = expressFor(eligible.kept, cluster, dns);
  const widen = widening(cluster, connections, options.cidrPrefix);
  const healthChecks = healthChecksOf(cluster);
  const budget = budgetFor(options.maxPolicies, dataplane, { cluster, currentPolicies });
  const synthesis = synthesize({ cluster, dns, kept, widen, healthChecks, maxPolicies: budget?.maxPolicies });
  const proof = verify({ cluster, dns, kept, synthesis, healthChecks });
  const subjects = cluster.subjects.filter(({ namespace }) => isRecommended(cluster, namespace));
  const findings = [
    ...dnsFindings(dns),
    ...localDnsFindings(dns, cluster),
    ...budgetFindings(synthesis, budget),
    ...selectorFindings(cluster),
    ...scanFindings(findScanners(connections), kept),
    ...evidenceFindings(cluster, kept),
    ...weakEvidenceFindings(kept),
    ...hostNetworkFindings(cluster),
    ...wideningFindings(synthesis),
    ...inexpressibleFindings(inexpressible),
    ...openToEverybodyFindings(kept),
    ...healthCheckFindings(healthChecks, kept),
    ...portLimitFindings(synthesis.atoms, cluster, dns),
    ...inertFindings(dataplane, subjects),
    ...proof.findings,
  ];
  const inexpressibles = new Set(inexpressible.map((one) => one.kept.connection));
  const more = [...inexpressibles].map((connection): LeftOut => ({ connection, reason: 'not-expressible' }));
  const leftOut = [...eligible.leftOut, ...more];
  return {
    policies: synthesis.policies,
    ruleUsage: describeUsage(synthesis),
    leftOut: leftOut.sort((left, right) => compareConnections(left.connection, right.connection)),
    verification: proof.verification,
    findings: findings.sort(compareFindings),
  };
}

const SEVERITIES = ['high', 'medium', 'low', 'info'] as const;

const compareFindings = compareBy<Finding>(
  ({ severity }) => SEVERITIES.indexOf(severity),
  ({ kind }) => kind,
  ({ subject }) => subject,
);
