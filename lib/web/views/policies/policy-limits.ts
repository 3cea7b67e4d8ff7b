// What a recommended policy cannot know: pairs on one node, findings about its workloads, connections that were left out.
import type { Finding, ReportWorkload, SameNodePair } from '../../../report/document.ts';
import { groupedBy, type Model } from '../../data/model.ts';

export interface PolicyLimits {
  readonly workloads: readonly ReportWorkload[];
  /** Pairs with one of the workloads that shared nodes: always, then the rest by their share. */
  readonly pairs: readonly SameNodePair[];
  readonly alwaysTogether: number;
  /** In the order of the report. */
  readonly findings: readonly Finding[];
  /** Observed connections of the workloads that the recommendation does not keep, by reason, in the order of the report. */
  readonly leftOut: readonly { readonly reason: string; readonly count: number }[];
}

/** `subjects`: ids of the workloads that the policy selects. */
export function policyLimits(model: Model, subjects: readonly string[]): PolicyLimits {
  const ids = new Set(subjects);
  const { document } = model;
  const workloads = document.workloads.filter(({ id }) => ids.has(id));
  const pairs = document.coverage.sameNode.blind.filter(({ left, right }) => ids.has(left) || ids.has(right));
  const endpointIds = new Set(subjects.map((id) => `workload ${id}`));
  const left = model.connections.filter(
    ({ observed, client, server }) => !observed.kept && (endpointIds.has(client.id) || endpointIds.has(server.id)),
  );
  const reasons = groupedBy(left, ({ observed }) => [observed.leftOut ?? 'unknown']);
  return {
    workloads,
    pairs: [...pairs].sort((one, other) => Number(other.always) - Number(one.always) || other.share - one.share),
    alwaysTogether: pairs.filter(({ always }) => always).length,
    findings: document.findings.filter(({ subject }) => ids.has(subject) || endpointIds.has(subject)),
    leftOut: [...reasons].map(([reason, connections]) => ({ reason, count: connections.length })),
  };
}
