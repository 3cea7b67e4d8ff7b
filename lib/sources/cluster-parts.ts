// Namespaces in which the cluster's own parts run: network agents are looked for there, and their images kept.

/**
 * The namespaces that Kubernetes and OpenShift reserve by prefix, and those of the manifests of Calico, Cilium, Antrea and
 * OVN-Kubernetes.
 */
const AGENT_NAMESPACES: ReadonlySet<string> = new Set(['calico-system', 'cilium', 'antrea', 'ovn-kubernetes', 'weave']);

export function isClusterPart(namespace: string): boolean {
  return namespace.startsWith('kube-') || namespace.startsWith('openshift-') || AGENT_NAMESPACES.has(namespace);
}
