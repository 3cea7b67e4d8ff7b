// infra/kubernetes: the role allows exactly what the export lists, the pod keeps to the restricted standard, its own policy
// lets it do its work, and overlays name what the base leaves open.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compilePolicies } from '../../lib/policy/compile.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import type { PolicyEndpoint } from '../../lib/policy/model.ts';
import { EXPORTED_KINDS } from '../../lib/sources/exported-kinds.ts';

const FOLDER = 'infra/kubernetes';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const read = (...path: readonly string[]) => parse(readFileSync(join(FOLDER, ...path), 'utf8'));

describe('the role of the exporter', () => {
  const rules: readonly Rule[] = read('base', 'cluster-role.yaml').rules;

  it('allows exactly the lists that an export asks for', () => {
    const allowed = rules.flatMap(({ apiGroups, resources }) =>
      apiGroups.flatMap((group) => resources.map((resource) => `${group}/${resource}`)),
    );

    expect(allowed.sort()).toEqual(EXPORTED_KINDS.map(({ group, plural }) => `${group}/${plural}`).sort());
  });

  it('allows nothing but to list', () => {
    expect(rules.flatMap(({ verbs }) => verbs).filter((verb) => verb !== 'list')).toEqual([]);
  });
});

describe('the pod of the exporter', () => {
  const job = read('base', 'cron-job.yaml').spec;
  const pod = job.jobTemplate.spec.template.spec;
  const [container] = pod.containers;

  // Pod Security Standards, "Restricted", each control by its own sentence.
  it.each([
    ['must run as a non-root user', pod.securityContext.runAsNonRoot, true],
    ['must have a seccomp profile', pod.securityContext.seccompProfile.type, 'RuntimeDefault'],
    ['must not allow privilege escalation', container.securityContext.allowPrivilegeEscalation, false],
    ['must drop all capabilities', container.securityContext.capabilities, { drop: ['ALL'] }],
    ['must not share the host network', pod.hostNetwork, undefined],
    ['mounts only volumes of permitted kinds', pod.volumes.map(Object.keys), [['name', 'emptyDir']]],
    ['writes nowhere but to its volume', container.securityContext.readOnlyRootFilesystem, true],
  ])('%s', (_sentence, found, wanted) => {
    expect(found).toEqual(wanted);
  });

  it('never runs twice at once and never for ever', () => {
    expect(job.concurrencyPolicy).toBe('Forbid');
    expect(job.jobTemplate.spec.activeDeadlineSeconds).toBeLessThan(15 * 60);
  });

  it('runs as the service account that the role is bound to', () => {
    const { roleRef, subjects } = read('base', 'cluster-role-binding.yaml');
    const account = read('base', 'service-account.yaml').metadata;

    expect(pod.serviceAccountName).toBe(account.name);
    expect(subjects).toEqual([{ kind: 'ServiceAccount', name: account.name, namespace: account.namespace }]);
    expect(roleRef.name).toBe(read('base', 'cluster-role.yaml').metadata.name);
  });
});

const POD = { ports: [], hostNetwork: false, nodeName: undefined } as const;

describe('the network policy of the exporter', () => {
  const namespaces = ['flowfence', 'kube-system'].map((name) => ({
    name,
    labels: { 'kubernetes.io/metadata.name': name },
  }));
  const manifest = read('base', 'network-policy.yaml');
  const policies = compilePolicies({ documents: [{ place: { source: 'network-policy.yaml' }, manifest }], namespaces });
  const labels = read('base', 'cron-job.yaml').spec.jobTemplate.spec.template.metadata.labels;
  const exporter: PolicyEndpoint = {
    ...{ kind: 'pod', namespace: 'flowfence', name: 'snapshot-1', labels, addresses: ['10.0.0.9'] },
    ...POD,
  };
  const dns: PolicyEndpoint = {
    ...{ kind: 'pod', namespace: 'kube-system', name: 'coredns-1', labels: {}, addresses: ['10.0.0.2'] },
    ...POD,
  };
  const outside = (address: string): PolicyEndpoint => ({ kind: 'address', address });

  it.each([
    ['DNS', exporter, dns, 'UDP', 53, 'allowed'],
    ['the object store', exporter, outside('52.218.0.1'), 'TCP', 443, 'allowed'],
    ['the API server', exporter, outside('172.20.0.1'), 'TCP', 443, 'allowed'],
    ['the Pod Identity agent', exporter, outside('169.254.170.23'), 'TCP', 80, 'allowed'],
    ['the metadata of the node', exporter, outside('169.254.169.254'), 'TCP', 80, 'denied'],
    ['the exporter from a pod', dns, exporter, 'TCP', 8080, 'denied'],
  ] as const)('for %s gives what it should', (_name, client, server, protocol, port, verdict) => {
    expect(policies.diagnostics).toEqual([]);
    expect(evaluate(policies, { client, server, protocol, port }).kind).toBe(verdict);
  });
});

describe.each(readdirSync(join(FOLDER, 'overlays')))('the overlay %s', (name) => {
  const overlay = read('overlays', name, 'kustomization.yaml');

  it('names the image by digest, the bucket and the cluster', () => {
    expect(overlay.images).toEqual([
      { name: 'flowfence', newName: expect.any(String), digest: expect.stringMatching(/^sha256:/) },
    ]);
    const names = overlay.configMapGenerator[0].literals.map((literal: string) => literal.split('=')[0]);
    expect(names).toEqual(['CLUSTER', 'BUCKET', 'AWS_REGION']);
  });
});

it('the base lists each of its files', () => {
  const files = readdirSync(join(FOLDER, 'base')).filter((file) => file !== 'kustomization.yaml');

  expect([...read('base', 'kustomization.yaml').resources].sort()).toEqual(files.sort());
});
