// Asks lint about short descriptions of a cluster, for tests.
import { compilePolicies } from '../../../lib/policy/compile.ts';
import type { PolicyFinding } from '../../../lib/policy/lint/finding.ts';
import { lintPolicies } from '../../../lib/policy/lint/lint.ts';
import type { DnsServers, LintInput, LintService, LintServicePort } from '../../../lib/policy/lint/lint-input.ts';
import { uniformDataplane } from '../../../lib/policy/profiles/dataplane.ts';
import { profileData } from '../../../lib/policy/profiles/registry.ts';
import { NO_VERSIONS, settleProfile, type Versions } from '../../../lib/policy/profiles/settle.ts';
import type { Labels } from '../../../lib/sources/kubernetes-objects.ts';
import { documents, type PodEndpoint, pod } from '../policy-world.ts';

export interface World {
  readonly policies: readonly unknown[];
  /** `unknown`: of a report that has not kept them. */
  readonly pods?: readonly PodEndpoint[] | 'unknown';
  readonly services?: readonly LintService[];
  readonly nodes?: LintInput['nodes'];
  readonly namespaces?: Readonly<Record<string, Labels>>;
  readonly dns?: DnsServers;
  readonly dataplane?: string;
  readonly versions?: Partial<Versions>;
}

/** Two workloads and DNS. */
export const WEB = pod('shop/web', { labels: { app: 'web' }, addresses: ['10.0.1.1'] });
export const API = pod('shop/api', { labels: { app: 'api' }, addresses: ['10.0.1.2'] });
export const DNS_POD = pod('kube-system/coredns', { labels: { 'k8s-app': 'kube-dns' }, addresses: ['10.0.9.9'] });
export const NAMESPACES: Readonly<Record<string, Labels>> = { shop: {}, 'kube-system': {}, monitoring: {} };

export function lint(world: World): readonly PolicyFinding[] {
  const { policies, namespaces = NAMESPACES, nodes = [], services, dns } = world;
  const pods = world.pods === 'unknown' ? undefined : (world.pods ?? [WEB, API, DNS_POD]);
  const data = profileData(world.dataplane ?? 'upstream');
  if (data === undefined) throw new Error(`no dataplane ${world.dataplane}`);
  const compiled = compilePolicies({
    documents: documents(...policies),
    namespaces: Object.entries(namespaces).map(([name, labels]) => ({ name, labels })),
    pods,
  });
  const dataplane = uniformDataplane(settleProfile(data, { ...NO_VERSIONS, ...world.versions }));
  return lintPolicies({ policies: compiled, pods, nodes, services, dns, dataplane });
}

/** `high shop/p: message` of each finding of the code. */
export function said(code: string, world: World): readonly string[] {
  return lint(world)
    .filter((finding) => finding.code === code)
    .map(({ severity, subject, message }) => `${severity} ${subject}: ${message}`);
}

export function service(
  id: string,
  overrides: Partial<LintService> & { readonly ports: readonly LintServicePort[] },
): LintService {
  const [namespace = '', name = ''] = id.split('/');
  return { namespace, name, addresses: [], ...overrides };
}

export function servicePort(port: number, targetPort: number | string): LintServicePort {
  return { protocol: 'TCP', port, targetPort };
}
