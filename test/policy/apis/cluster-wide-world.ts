// Manifests of cluster-wide policies, sound unless a test breaks them, and what reading them finds.
import { compiled } from '../policy-world.ts';

const GROUP = 'policy.networking.k8s.io';

export function admin(spec: object): unknown {
  return manifest('v1alpha1', 'AdminNetworkPolicy', { priority: 1, subject: { namespaces: {} }, ...spec });
}

export function baseline(spec: object, name = 'default'): unknown {
  return manifest('v1alpha1', 'BaselineAdminNetworkPolicy', { subject: { namespaces: {} }, ...spec }, name);
}

export function cluster(spec: object): unknown {
  return manifest('v1alpha2', 'ClusterNetworkPolicy', {
    ...{ tier: 'Admin', priority: 1, subject: { namespaces: {} } },
    ...spec,
  });
}

function manifest(version: string, kind: string, spec: object, name = 'p'): unknown {
  return { apiVersion: `${GROUP}/${version}`, kind, metadata: { name }, spec };
}

/** `code path` of each problem, the path taken from the message; empty for a policy that is read. */
export function problemsOf(value: unknown): readonly string[] {
  const { policies, diagnostics } = compiled([value]);
  const problems = diagnostics.map(({ code, message }) => {
    const [, text = ''] = message.split(' cannot be read: ');
    const [path = ''] = /^\S*?(?= (?:is|has|lacks) )/.exec(text) ?? [];
    return `${code} ${path}`;
  });
  if (policies.length > 0 !== (problems.length === 0)) throw new Error('neither read nor refused with a reason');
  return problems;
}
