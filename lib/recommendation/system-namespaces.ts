// Which namespaces belong to the cluster itself and get policies only on request.

/** Kubernetes reserves the prefix `kube-` for system namespaces, OpenShift `openshift-`; nothing else is presumed. */
const SYSTEM_PREFIXES = ['kube-', 'openshift-'] as const;

export function isSystemNamespace(namespace: string): boolean {
  return SYSTEM_PREFIXES.some((prefix) => namespace.startsWith(prefix));
}
