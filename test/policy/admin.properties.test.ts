// Both evaluators against the oracle on random clusters with cluster-wide policies.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../lib/policy/evaluate.ts';
import { makeEvaluator } from '../../lib/policy/indexed/indexed-evaluator.ts';
import type { PolicyQuery } from '../../lib/policy/model.ts';
import { UPSTREAM } from '../../lib/policy/profiles/upstream.ts';
import { adminClusters } from '../oracle/admin-clusters.ts';
import { type AdminConnection, adminSide } from '../oracle/admin-oracle.ts';
import { compileCluster, question } from './oracle-questions.ts';

const RUNS = { numRuns: 1500 };
const DIRECTIONS = ['egress', 'ingress'] as const;

function asked({ throughService, ...connection }: AdminConnection): PolicyQuery {
  const query = question(connection);
  return throughService ? { ...query, via: { addresses: ['10.96.0.1'], port: 80 } } : query;
}

describe('evaluate, on random clusters with cluster-wide policies', () => {
  it('says what the API texts say, and unknown exactly where they leave it open', () => {
    const seen = { allowed: 0, denied: 0, unknown: 0, decided: 0 };
    fc.assert(
      fc.property(adminClusters, (cluster) => {
        const policies = compileCluster(cluster);
        expect(policies.unreadable).toEqual([]);
        const indexed = makeEvaluator(policies, UPSTREAM);
        for (const connection of cluster.connections) {
          const query = asked(connection);
          const verdict = evaluate(policies, query);
          expect(indexed(query)).toEqual(verdict);
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
