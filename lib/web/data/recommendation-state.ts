// What the recommendation did for each workload, as the report tells it: written, or why not.

import { isSystemNamespace } from '../../recommendation/system-namespaces.ts';
import type { ReportWorkload } from '../../report/document.ts';
import { groupedBy, type Model } from './model.ts';

export const RECOMMENDATION_STATES = ['recommended', 'no-evidence', 'host-network', 'system', 'none'] as const;
/**
 * `recommended`: its namespace has recommended policies, and connections of it were kept. `no-evidence`: it gets default
 * deny and DNS only, as none of its connections was kept. `host-network`: no policy selects its pods. `system`: its
 * namespace is left out without `--include-system`. `none`: no policy was written for its namespace.
 */
export type RecommendationState = (typeof RECOMMENDATION_STATES)[number];

export interface NamespaceRecommendation {
  readonly namespace: string;
  readonly policies: number;
  readonly workloads: Readonly<Record<RecommendationState, readonly ReportWorkload[]>>;
}

/** Of every namespace with a workload or a recommended policy, by name. */
export function recommendationByNamespace(model: Model): readonly NamespaceRecommendation[] {
  const policies = groupedBy(model.recommendedPolicies, ({ namespace }) => [namespace]);
  const workloads = groupedBy(model.document.workloads, ({ namespace }) => [namespace]);
  const stateOf = workloadStates(model);
  return model.namespaces
    .filter((namespace) => policies.has(namespace) || workloads.has(namespace))
    .map((namespace) => {
      const here = workloads.get(namespace) ?? [];
      const inState = (state: RecommendationState) => here.filter((workload) => stateOf(workload) === state);
      return {
        namespace,
        policies: policies.get(namespace)?.length ?? 0,
        workloads: {
          recommended: inState('recommended'),
          'no-evidence': inState('no-evidence'),
          'host-network': inState('host-network'),
          system: inState('system'),
          none: inState('none'),
        },
      };
    });
}

export function workloadStates(model: Model): (workload: ReportWorkload) => RecommendationState {
  const written = new Set(model.recommendedPolicies.map(({ namespace }) => namespace));
  const silent = new Set(
    model.findings.filter(({ kind }) => kind === 'insufficient-evidence').map(({ subject }) => subject),
  );
  return (workload) => {
    if (workload.hostNetwork) return 'host-network';
    if (!written.has(workload.namespace)) return isSystemNamespace(workload.namespace) ? 'system' : 'none';
    return silent.has(workload.id) ? 'no-evidence' : 'recommended';
  };
}
