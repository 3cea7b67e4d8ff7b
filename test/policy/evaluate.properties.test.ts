// The evaluator against the oracle on random clusters, and laws that hold for every cluster.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../lib/policy/evaluate.ts';
import type { DirectionVerdict } from '../../lib/policy/model.ts';
import { policyClusters } from '../oracle/policy-clusters.ts';
import { type OracleSide, oracleSide } from '../oracle/policy-oracle.ts';
import { compileCluster, question } from './oracle-questions.ts';

const RUNS = { numRuns: 1500 };
const DIRECTIONS = ['egress', 'ingress'] as const;

function asOracle(verdict: DirectionVerdict): OracleSide {
  const rules = verdict.rules.map((rule) => `${rule.policy} ${rule.rule}`).sort();
  return { allowed: verdict.kind === 'allowed', isolated: verdict.isolated, rules };
}

describe('evaluate, on random clusters', () => {
  it('says what the API text says, with every allowing rule', () => {
    fc.assert(
      fc.property(policyClusters, (cluster) => {
        const policies = compileCluster(cluster);
        expect(policies.unreadable).toEqual([]);
        for (const connection of cluster.connections) {
          const verdict = evaluate(policies, question(connection));
          for (const direction of DIRECTIONS) {
            expect(asOracle(verdict[direction])).toEqual(oracleSide(cluster.world, connection, direction));
          }
        }
      }),
      RUNS,
    );
  });

  it('decides about an unlisted namespace only what holds for all labels it may have', () => {
    fc.assert(
      fc.property(policyClusters, (cluster) => {
        const policies = compileCluster(cluster, ['default', 'shop']);
        for (const connection of cluster.connections) {
          const verdict = evaluate(policies, question(connection));
          for (const direction of DIRECTIONS) {
            if (verdict[direction].kind === 'unknown') continue;
            const truth = oracleSide(cluster.world, connection, direction).allowed ? 'allowed' : 'denied';
            expect(verdict[direction].kind).toBe(truth);
          }
        }
      }),
      RUNS,
    );
  });

  it('decides about an unidentified peer only what holds for every peer that is not the pod or its node', () => {
    fc.assert(
      fc.property(policyClusters, (cluster) => {
        const policies = compileCluster(cluster);
        for (const connection of cluster.connections) {
          const unidentified = { kind: 'unidentified', reason: 'ambiguous' } as const;
          const verdict = evaluate(policies, { ...question(connection), client: unidentified }).ingress;
          if (verdict.kind === 'unknown') continue;
          const { server } = connection;
          const nodeOfServer = server.kind === 'pod' ? server.node : '';
          for (const client of cluster.parties) {
            if (client === server || (client.kind === 'node' && client.name === nodeOfServer)) continue;
            if (client.kind === 'pod' && client.hostNetwork && client.node === nodeOfServer) continue;
            const truth = oracleSide(cluster.world, { ...connection, client }, 'ingress').allowed;
            expect(verdict.kind).toBe(truth ? 'allowed' : 'denied');
          }
        }
      }),
      RUNS,
    );
  });

  it('never allows what an unreadable policy could touch, and changes nothing else', () => {
    const broken = {
      kind: 'NetworkPolicy',
      apiVersion: 'networking.k8s.io/v1',
      metadata: { namespace: 'shop', name: 'broken' },
      spec: { ingress: [{ form: [] }], policyTypes: ['Ingress'] },
    };
    fc.assert(
      fc.property(policyClusters, (cluster) => {
        const before = compileCluster(cluster);
        const world = { ...cluster.world, policies: [...cluster.world.policies, broken] };
        const after = compileCluster({ ...cluster, world });
        for (const connection of cluster.connections) {
          const query = question(connection);
          const [was, is] = [evaluate(before, query), evaluate(after, query)];
          expect(is.egress).toEqual(was.egress);
          const { server } = query;
          const touched = server.kind === 'pod' && server.namespace === 'shop' && is.ingress.kind === 'unknown';
          if (!touched) expect(is.ingress).toEqual(was.ingress);
          if (is.ingress.kind === 'allowed' && server.kind === 'pod' && server.namespace === 'shop') {
            expect(['the pod itself', 'own node', 'a hostNetwork pod is no subject of policies']).toContain(
              is.ingress.reason,
            );
          }
        }
      }),
      RUNS,
    );
  });
});
