import { describe, expect, it } from 'vitest';
import { isLastResortLabel, isVolatileLabel } from '../../lib/policy/volatile-labels.ts';

describe('isVolatileLabel', () => {
  it.each([
    'pod-template-hash',
    'controller-revision-hash',
    'statefulset.kubernetes.io/pod-name',
    'apps.kubernetes.io/pod-index',
    'batch.kubernetes.io/job-name',
    'job-name',
    'controller-uid',
    'topology.kubernetes.io/zone',
    'topology.kubernetes.io/region',
    'failure-domain.beta.kubernetes.io/zone',
    'rollouts-pod-template-hash',
    'serving.knative.dev/revision',
    'istio.io/rev',
    'istio.io/use-waypoint-namespace',
    'helm.sh/chart',
    'app.kubernetes.io/version',
    'version',
    'kueue.x-k8s.io/podset',
    'leaderworkerset.sigs.k8s.io/worker-index',
  ])('%s changes from pod to pod or from rollout to rollout', (key) => {
    expect(isVolatileLabel(key)).toBe(true);
  });

  it.each([
    'app',
    'app.kubernetes.io/name',
    'app.kubernetes.io/component',
    'app.kubernetes.io/instance',
    'k8s-app',
    'name',
    'track',
    'service.istio.io/canonical-name',
    'serving.knative.dev/service',
    'leaderworkerset.sigs.k8s.io/name',
    'topology',
  ])('%s stays', (key) => {
    expect(isVolatileLabel(key)).toBe(false);
  });
});

describe('isLastResortLabel', () => {
  it.each([
    ['app.kubernetes.io/instance', true],
    ['release', true],
    ['role', true],
    ['app', false],
  ])('%s: %s', (key, expected) => {
    expect(isLastResortLabel(key)).toBe(expected);
  });
});
