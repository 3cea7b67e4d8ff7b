import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINT_CHECKS } from '../../../lib/policy/lint/checks.ts';
import { lintPolicies } from '../../../lib/policy/lint/lint.ts';
import type { PodEndpoint } from '../../../lib/policy/pod-match.ts';
import { adminClusters } from '../../oracle/admin-clusters.ts';
import { calicoClusters } from '../../oracle/calico-clusters.ts';
import { ciliumClusters } from '../../oracle/cilium-clusters.ts';
import { policyClusters } from '../../oracle/policy-clusters.ts';
import type { OracleConnection } from '../../oracle/policy-oracle.ts';
import { compileCluster, endpoint } from '../oracle-questions.ts';
import { pod } from '../policy-world.ts';
import { randomDataplanes } from '../random-dataplanes.ts';
import { service, servicePort } from './lint-world.ts';

const CODES = LINT_CHECKS.map(({ code }) => code);

const clusters = fc.oneof(policyClusters, adminClusters, calicoClusters, ciliumClusters('open'));

const SERVICES = [
  service('shop/front', {
    isLoadBalancer: true,
    selector: { app: 'web' },
    addresses: ['10.0.1.200'],
    ports: [servicePort(80, 'http'), servicePort(443, 8080)],
  }),
];

function podsOf(connections: readonly OracleConnection[]): readonly PodEndpoint[] {
  const parties = connections.flatMap(({ client, server }) => [client, server]);
  return parties.map(endpoint).flatMap((party) => (party.kind === 'pod' ? [party] : []));
}

describe('lint of random policies of every API', () => {
  it('never throws, uses its codes, and makes one finding of each code and policy, in order and the same again', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(clusters, randomDataplanes, fc.boolean(), (cluster, dataplane, isKnown) => {
        const pods = isKnown ? podsOf(cluster.connections) : undefined;
        const policies = compileCluster(cluster, Object.keys(cluster.world.namespaces), pods);
        const dns = {
          pods: [pod('kube-system/dns', { addresses: ['10.0.0.2'] })],
          ports: [{ protocol: 'UDP' as const, port: 53 }],
          localAddresses: ['169.254.20.10'],
        };
        const input = { policies, pods, services: isKnown ? SERVICES : undefined, nodes: [], dns, dataplane };
        const findings = lintPolicies(input);
        const keys = findings.map(({ code, subject }) => `${code} ${subject}`);

        for (const { code } of findings) kinds.add(code);
        expect(findings.filter(({ code }) => !CODES.includes(code))).toEqual([]);
        expect(new Set(keys).size).toBe(keys.length);
        expect(lintPolicies(input)).toEqual(findings);
        expect(() => JSON.stringify(findings)).not.toThrow();
      }),
      { numRuns: 150 },
    );

    expect(kinds.size).toBeGreaterThan(12);
  });
});
