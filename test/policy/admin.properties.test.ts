// The evaluator against the oracle on random clusters with cluster-wide policies.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePolicies } from '../../lib/policy/compile.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import type { PolicyEndpoint, PolicyQuery, QueryProtocol } from '../../lib/policy/model.ts';
import { type AdminCluster, adminClusters } from '../oracle/admin-clusters.ts';
import { type AdminConnection, adminSide } from '../oracle/admin-oracle.ts';
import type { OracleParty } from '../oracle/policy-oracle.ts';

const RUNS = { numRuns: 1500 };
const DIRECTIONS = ['egress', 'ingress'] as const;

function endpoint(party: OracleParty): PolicyEndpoint {
  if (party.kind === 'address') return party;
  if (party.kind === 'node') return { kind: 'node', name: party.name, addresses: [party.address] };
  const { node, address, ports, ...rest } = party;
  return {
    ...rest,
    addresses: [address],
    nodeName: node,
    ports: ports.map((port) => ({ ...port, protocol: port.protocol as 'TCP' | 'UDP' | 'SCTP', hostPort: undefined })),
  };
}

function question({ client, server, protocol, port, throughService }: AdminConnection): PolicyQuery {
  const via = throughService ? { via: { addresses: ['10.96.0.1'], port: 80 } } : {};
  return { client: endpoint(client), server: endpoint(server), protocol: protocol as QueryProtocol, port, ...via };
}

function compileCluster({ world }: AdminCluster) {
  const documents = world.policies.map((manifest) => ({ place: { source: 'random' }, manifest }));
  const namespaces = Object.entries(world.namespaces).map(([name, labels]) => ({ name, labels }));
  return compilePolicies({ documents, namespaces });
}

describe('evaluate, on random clusters with cluster-wide policies', () => {
  it('says what the API texts say, and unknown exactly where they leave it open', () => {
    const seen = { allowed: 0, denied: 0, unknown: 0, decided: 0 };
    fc.assert(
      fc.property(adminClusters, (cluster) => {
        const policies = compileCluster(cluster);
        expect(policies.unreadable).toEqual([]);
        for (const connection of cluster.connections) {
          const verdict = evaluate(policies, question(connection));
          for (const direction of DIRECTIONS) {
            const { kind, decidedBy } = adminSide(cluster.world, connection, direction);
            expect(verdict[direction].kind).toBe(kind);
            seen[kind] += 1;
            if (decidedBy === undefined) continue;
            seen.decided += 1;
            expect(verdict[direction].rules.map(({ policy, rule }) => `${policy} ${rule}`)).toEqual([decidedBy]);
          }
        }
      }),
      RUNS,
    );
    // The clusters are worth asking about only where every answer occurs often.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(500);
  });
});
