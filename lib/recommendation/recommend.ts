// The recommendation: from observed connections to the smallest exact set of policies, with its proof.
import { compareBy } from '../base/order.ts';
import { describeCluster } from './cluster.ts';
import { selectEligible } from './eligible.ts';
import {
  budgetFindings,
  dnsFindings,
  evidenceFindings,
  hostNetworkFindings,
  selectorFindings,
  weakEvidenceFindings,
  wideningFindings,
} from './findings.ts';
import { widening } from './peers.ts';
import type { Finding, Recommendation, RecommendationInput } from './recommendation.ts';
import { describeUsage } from './rule-usage.ts';
import { scanFindings } from './scan-findings.ts';
import { findScanners } from './scans.ts';
import { synthesize } from './synthesize.ts';
import { verify } from './verify.ts';

export function recommend(input: RecommendationInput): Recommendation {
  const { connections, dns, options } = input;
  const cluster = describeCluster({ ...input, includeSystem: options.includeSystem });
  const { kept, leftOut } = selectEligible(connections, cluster, options.minEvidence);
  const widen = widening(cluster, connections, options.cidrPrefix);
  const synthesis = synthesize({ cluster, dns, kept, widen, maxPolicies: options.maxPolicies });
  const proof = verify({ cluster, dns, kept, synthesis });
  const findings = [
    ...dnsFindings(dns),
    ...budgetFindings(synthesis, options.maxPolicies),
    ...selectorFindings(cluster),
    ...scanFindings(findScanners(connections), kept),
    ...evidenceFindings(cluster, kept),
    ...weakEvidenceFindings(kept),
    ...hostNetworkFindings(cluster),
    ...wideningFindings(synthesis),
    ...proof.findings,
  ];
  return {
    policies: synthesis.policies,
    ruleUsage: describeUsage(synthesis),
    leftOut,
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
