// Cilium's policies beside NetworkPolicies against the oracle on random clusters.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePolicies } from '../../lib/policy/compile.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import type { PolicyEndpoint, PolicyQuery, QueryProtocol } from '../../lib/policy/model.ts';
import { type CiliumCluster, ciliumClusters } from '../oracle/cilium-clusters.ts';
import { type Answers, ciliumSide } from '../oracle/cilium-oracle.ts';
import type { OracleConnection, OracleParty } from '../oracle/policy-oracle.ts';

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

function question({ client, server, protocol, port }: OracleConnection): PolicyQuery {
  return { client: endpoint(client), server: endpoint(server), protocol: protocol as QueryProtocol, port };
}

function compileCluster({ world }: CiliumCluster) {
  const documents = [...world.policies, ...world.cilium].map((manifest) => ({ place: { source: 'random' }, manifest }));
  const namespaces = Object.entries(world.namespaces).map(([name, labels]) => ({ name, labels }));
  return compilePolicies({ documents, namespaces });
}

/** Asks with every way of taking the open points that the oracle comes upon, as they come up. */
function everyWay<T>(ask: (answers: Answers) => T): {
  readonly results: readonly T[];
  readonly points: ReadonlySet<string>;
} {
  const results: T[] = [];
  const points = new Set<string>();
  const pending: ReadonlyMap<string, boolean>[] = [new Map()];
  for (let fixed = pending.pop(); fixed !== undefined; fixed = pending.pop()) {
    const taken = new Map(fixed);
    results.push(
      ask((point) => {
        points.add(point);
        const known = taken.get(point);
        if (known !== undefined) return known;
        pending.push(new Map([...taken, [point, false]]));
        taken.set(point, true);
        return true;
      }),
    );
  }
  return { results, points };
}

describe("Cilium's policies, on random clusters", () => {
  it('are read as Cilium reads them, where nothing is left open but denials of the own node', () => {
    let denied = 0;
    fc.assert(
      fc.property(ciliumClusters('settled'), (cluster) => {
        const policies = compileCluster(cluster);
        expect(policies.unreadable).toEqual([]);
        for (const connection of cluster.connections) {
          const verdict = evaluate(policies, question(connection));
          for (const direction of DIRECTIONS) {
            const ask = (answers: Answers) => ciliumSide(cluster.world, connection, { direction, answers });
            const { results } = everyWay(ask);
            const kinds = new Set(results.map(({ allowed }) => (allowed ? 'allowed' : 'denied')));
            expect(verdict[direction].kind).toBe(kinds.size > 1 ? 'unknown' : [...kinds][0]);
            if (kinds.size === 1) expect(verdict[direction].isolated).toBe(results[0]?.isolated);
            if (verdict[direction].kind === 'denied') denied += 1;
          }
        }
      }),
      RUNS,
    );
    expect(denied).toBeGreaterThan(RUNS.numRuns);
  });

  it('decide what holds however the open points are taken, and leave open only where there are some', () => {
    let unknown = 0;
    let overcautious = 0;
    fc.assert(
      fc.property(ciliumClusters('open'), (cluster) => {
        const policies = compileCluster(cluster);
        expect(policies.unreadable).toEqual([]);
        for (const connection of cluster.connections) {
          const verdict = evaluate(policies, question(connection));
          for (const direction of DIRECTIONS) {
            const ask = (answers: Answers) => ciliumSide(cluster.world, connection, { direction, answers });
            const { results, points } = everyWay(ask);
            const { kind } = verdict[direction];
            const ways = new Set(results.map(({ allowed }) => allowed));
            if (kind !== 'unknown') {
              expect(ways).toEqual(new Set([kind === 'allowed']));
              continue;
            }
            unknown += 1;
            // One point that two rules meet is open in each of them for the evaluator.
            if (ways.size === 1) overcautious += 1;
            expect(points.size).toBeGreaterThan(0);
          }
        }
      }),
      RUNS,
    );
    expect(unknown).toBeGreaterThan(RUNS.numRuns / 10);
    expect(overcautious).toBeLessThan(unknown / 2);
  });
});
