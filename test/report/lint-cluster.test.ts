import { describe, expect, it } from 'vitest';
import { compilePolicies } from '../../lib/policy/compile.ts';
import { UPSTREAM } from '../../lib/policy/profiles/upstream.ts';
import { checkPolicies } from '../../lib/report/check.ts';
import { formatIssueSarif } from '../../lib/report/formats/issue-sarif.ts';
import { checkIssues } from '../../lib/report/formats/issues.ts';
import { lintCluster, lintInReport } from '../../lib/report/lint-cluster.ts';
import { sampleDocument } from './sample-document.ts';

const variant = (labels: Readonly<Record<string, string>>, address: string) => ({
  ...{ labels, addresses: [address], nodes: ['n1', 'n2'], current: true },
  ports: [{ name: 'dns', protocol: 'UDP' as const, port: 5353, hostPort: undefined }],
});

const dnsWorkload = (labels: Readonly<Record<string, string>>) => ({
  ...{ namespace: 'kube-system', kind: 'Deployment', name: 'dns', hostNetwork: false },
  variants: [variant(labels, '10.0.9.9')],
});

const SERVICE = {
  ...{ namespace: 'kube-system', name: 'kube-dns', addresses: ['172.20.0.10'], selector: { app: 'dns' } },
  ports: [{ protocol: 'UDP' as const, port: 53, targetPort: 'dns' }],
};

const PLAIN = { services: [], nodes: [], dataplane: UPSTREAM };

describe('the cluster as lint takes it', () => {
  it('finds what answers DNS by the Service, with the port of its pods', () => {
    const { dns } = lintCluster({ ...PLAIN, workloads: [dnsWorkload({ app: 'dns' })], services: [SERVICE] });

    expect(dns?.pods.map(({ name }) => name)).toEqual(['dns']);
    expect(dns?.ports).toEqual([
      { protocol: 'UDP', port: 5353 },
      { protocol: 'TCP', port: 5353 },
    ]);
    expect(dns?.via).toEqual({ addresses: ['172.20.0.10'], port: 53, selector: { app: 'dns' } });
  });

  it('falls back on the conventional label, and says nothing where there is no DNS', () => {
    const labelled = lintCluster({ ...PLAIN, workloads: [dnsWorkload({ 'k8s-app': 'kube-dns' })] });
    const without = lintCluster({ ...PLAIN, workloads: [dnsWorkload({ app: 'dns' })] });

    expect(labelled.dns?.ports.map(({ port }) => port)).toEqual([53, 53]);
    expect(without.dns).toBeUndefined();
  });

  it('sees caches on nodes', () => {
    const cache = { ...dnsWorkload({ 'k8s-app': 'node-local-dns' }), hostNetwork: true };
    const { dns } = lintCluster({ ...PLAIN, workloads: [dnsWorkload({ 'k8s-app': 'kube-dns' }), cache] });

    expect(dns?.localAddresses).toEqual(['169.254.20.10']);
  });

  it('takes one pod for each class of nodes, and all of them where nodes make no difference', () => {
    const split = { ...UPSTREAM, nodeClassOf: (name: string) => name };
    const workloads = [dnsWorkload({ app: 'dns' })];

    expect(lintCluster({ ...PLAIN, workloads }).pods?.map(({ nodeName }) => nodeName)).toEqual(['n1']);
    expect(lintCluster({ ...PLAIN, workloads, dataplane: split }).pods?.map(({ nodeName }) => nodeName)).toEqual([
      'n1',
      'n2',
    ]);
  });
});

describe('a workload without a running pod', () => {
  const gone = (kind: string) => {
    const old = { ...variant({ app: 'old' }, '10.0.9.8'), current: false };
    const workload = { ...dnsWorkload({}), kind, variants: [{ ...old, labels: { app: 'report' } }, old] };
    return lintCluster({ ...PLAIN, workloads: [workload] }).pods?.map(({ labels, addresses }) => [labels, addresses]);
  };

  it.each(['CronJob', 'Job'])('is still there where it is a %s: as it ran last, without an address', (kind) => {
    expect(gone(kind)).toEqual([[{ app: 'report' }, []]]);
  });

  it('is gone where it should run always', () => {
    expect(gone('Deployment')).toEqual([]);
  });
});

describe('lint in check', () => {
  const manifest = {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name: 'all' },
    spec: {
      priority: 1,
      subject: { namespaces: {} },
      egress: [{ name: 'r', action: 'Deny', to: [{ networks: ['10.0.0.1/8'] }] }],
    },
  };
  const documents = [{ place: { source: 'admin.yaml', line: 7 }, manifest }];
  const policies = compilePolicies({ documents, namespaces: [{ name: 'shop', labels: {} }] });
  const document = sampleDocument({ connections: [] });
  const lint = lintInReport(document, policies, UPSTREAM);
  const issues = checkIssues(checkPolicies({ document, policies }), lint);

  it('makes an issue of each finding, by its code', () => {
    const found = issues.issues.filter(({ rule }) => rule === 'policy-host-bits');

    expect(found).toMatchObject([{ level: 'note', subject: 'AdminNetworkPolicy all' }]);
    expect(found[0]?.message).toMatch(/block 10.0.0.1\/8 .*; write 10.0.0.0\/8$/);
  });

  it('places it at the document, whatever the API', () => {
    const places = new Map([...policies.documents].map(([name, { place }]) => [name, place]));
    const sarif: unknown = JSON.parse(formatIssueSarif(issues, { policies: places, otherwise: { source: 'report' } }));
    const location = { artifactLocation: { uri: 'admin.yaml' }, region: { startLine: 7 } };

    expect(sarif).toMatchObject({
      runs: [
        {
          results: expect.arrayContaining([
            expect.objectContaining({
              ruleId: 'policy-host-bits',
              locations: [expect.objectContaining({ physicalLocation: location })],
            }),
          ]),
        },
      ],
    });
  });
});
