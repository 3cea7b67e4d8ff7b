// Builds the evaluator's input from short descriptions, for tests.
import { compilePolicies } from '../../lib/policy/compile.ts';
import type { CompiledPolicies } from '../../lib/policy/compiled.ts';
import type { PolicyEndpoint } from '../../lib/policy/model.ts';
import type { ContainerPort, Labels, PolicyDocument } from '../../lib/sources/kubernetes-objects.ts';

export type PodEndpoint = Extract<PolicyEndpoint, { kind: 'pod' }>;

export function pod(id: string, overrides: Partial<PodEndpoint> = {}): PodEndpoint {
  const [namespace = '', name = ''] = id.split('/');
  return {
    kind: 'pod',
    namespace,
    name,
    labels: {},
    addresses: [],
    ports: [],
    hostNetwork: false,
    nodeName: undefined,
    ...overrides,
  };
}

export function containerPort(port: number, name?: string, protocol: ContainerPort['protocol'] = 'TCP'): ContainerPort {
  return { name, protocol, port, hostPort: undefined };
}

export function documents(...manifests: readonly unknown[]): readonly PolicyDocument[] {
  return manifests.map((manifest, index) => ({ place: { source: `policies.yaml#${index}` }, manifest }));
}

/** A NetworkPolicy manifest; `id` is `namespace/name`. */
export function manifest(id: string, spec: unknown): unknown {
  const [namespace, name] = id.split('/');
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { namespace, name }, spec };
}

export function compiled(
  manifests: readonly unknown[],
  namespaces: Readonly<Record<string, Labels>> = {},
): CompiledPolicies {
  return compilePolicies({
    documents: documents(...manifests),
    namespaces: Object.entries(namespaces).map(([name, labels]) => ({ name, labels })),
  });
}
