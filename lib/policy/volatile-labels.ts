// Which label keys change from rollout to rollout or from pod to pod, so that no selector may rest on them.

/** Set by Kubernetes itself. */
const KUBERNETES_KEYS = [
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-completion-index',
  'job-name',
  'controller-uid',
];

/** Set by common controllers, or by convention to something that a release changes. */
const CONTROLLER_KEYS = [
  'rollouts-pod-template-hash',
  'serving.knative.dev/revision',
  'serving.knative.dev/revisionUID',
  'serving.knative.dev/configurationUID',
  'serving.knative.dev/configurationGeneration',
  'serving.knative.dev/serviceUID',
  'serving.knative.dev/routingState',
  'serving.knative.dev/deployment-hash',
  'serving.knative.dev/domainMappingUID',
  'istio.io/rev',
  'istio.io/tag',
  'istio.io/dataplane-mode',
  'service.istio.io/canonical-revision',
  'operator.istio.io/version',
  'security.istio.io/tlsMode',
  'sidecar.istio.io/inject',
  'helm.sh/chart',
  'chart',
  'app.kubernetes.io/version',
  'app.kubernetes.io/managed-by',
  'heritage',
  'version',
  'workflows.argoproj.io/workflow',
  'spark-app-selector',
  'spark-exec-id',
  'dag_id',
  'task_id',
  'run_id',
  'try_number',
  'cnpg.io/instanceName',
  'cnpg.io/instanceRole',
  'strimzi.io/pod-name',
  'deployment',
  'deploymentconfig',
  'actions-ephemeral-runner',
  'k8s-app.git-sha',
];

const VOLATILE_KEYS: ReadonlySet<string> = new Set([...KUBERNETES_KEYS, ...CONTROLLER_KEYS]);

const VOLATILE_PREFIXES = [
  // Copied from the node when the pod is bound (PodTopologyLabels, on from 1.35).
  'topology.kubernetes.io/',
  'failure-domain.beta.kubernetes.io/',
  'topology.istio.io/',
  'istio.io/use-waypoint',
  'tekton.dev/taskRun',
  'tekton.dev/pipelineRun',
  'leaderworkerset.sigs.k8s.io/group-',
  'leaderworkerset.sigs.k8s.io/worker-index',
  'jobset.sigs.k8s.io/job-',
  'jobset.sigs.k8s.io/restart-attempt',
  'kueue.x-k8s.io/',
  'volcano.sh/',
  'ray.io/',
] as const;

/**
 * Stable in one cluster, yet not worth resting on while anything else tells the workloads apart: the release name
 * differs between environments, and `role` is a constant in most pod templates but flips at failover under Patroni.
 */
const LAST_RESORT_KEYS: ReadonlySet<string> = new Set(['app.kubernetes.io/instance', 'release', 'role']);

export function isVolatileLabel(key: string): boolean {
  return VOLATILE_KEYS.has(key) || VOLATILE_PREFIXES.some((prefix) => key.startsWith(prefix));
}

export function isLastResortLabel(key: string): boolean {
  return LAST_RESORT_KEYS.has(key);
}
