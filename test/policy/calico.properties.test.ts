// The evaluator against the oracle on random clusters with Calico's policies, and its selectors against another reading.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression } from '../../lib/policy/apis/calico-selector.ts';
import { parseSelector } from '../../lib/policy/apis/calico-selector-parser.ts';
import { compilePolicies } from '../../lib/policy/compile.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import type { PolicyEndpoint, PolicyQuery } from '../../lib/policy/model.ts';
import { matchesLabels } from '../../lib/policy/selector.ts';
import { type CalicoCluster, calicoClusters, calicoSelectors } from '../oracle/calico-clusters.ts';
import { calicoSide } from '../oracle/calico-oracle.ts';
import { selectorHolds } from '../oracle/calico-selector.ts';
import type { OracleConnection, OracleParty } from '../oracle/policy-oracle.ts';
import { question } from './oracle-questions.ts';

const RUNS = { numRuns: 2000 };
const DIRECTIONS = ['egress', 'ingress'] as const;

function withAccount(endpoint: PolicyEndpoint, { world }: CalicoCluster): PolicyEndpoint {
  if (endpoint.kind !== 'pod') return endpoint;
  const serviceAccount = world.accounts[`${endpoint.namespace}/${endpoint.name}`];
  return serviceAccount === undefined ? endpoint : { ...endpoint, serviceAccount };
}

function asked(connection: OracleConnection, cluster: CalicoCluster): PolicyQuery {
  const query = question(connection);
  return { ...query, client: withAccount(query.client, cluster), server: withAccount(query.server, cluster) };
}

function compileCluster({ world }: CalicoCluster) {
  const documents = world.policies.map((manifest) => ({ place: { source: 'random' }, manifest }));
  const namespaces = Object.entries(world.namespaces).map(([name, labels]) => ({ name, labels }));
  return compilePolicies({ documents, namespaces });
}

/** Towards its own node a setting of the host decides beside the policies: then unknown is right as well. */
function isOwnNode({ client, server }: OracleConnection): boolean {
  const node = (party: OracleParty) => {
    if (party.kind === 'node') return party.name;
    return party.kind === 'pod' && party.hostNetwork ? party.node : undefined;
  };
  return client.kind === 'pod' && node(server) === client.node;
}

describe('evaluate, on random clusters with Calico policies', () => {
  it('says what the resource pages say, and unknown exactly where they leave it open', () => {
    const seen = { allowed: 0, denied: 0, unknown: 0, decided: 0 };
    fc.assert(
      fc.property(calicoClusters, (cluster) => {
        const policies = compileCluster(cluster);
        expect(policies.unreadable).toEqual([]);
        const judged = cluster.connections.flatMap((connection) => {
          const verdict = evaluate(policies, asked(connection, cluster));
          const directions = DIRECTIONS.filter((one) => one === 'ingress' || !isOwnNode(connection));
          return directions.map((direction) => {
            const { kind, decidedBy } = calicoSide(cluster.world, connection, direction);
            seen[kind] += 1;
            if (decidedBy !== undefined) seen.decided += 1;
            const { rules } = verdict[direction];
            const by = decidedBy && rules.map(({ policy, rule }) => `${policy} ${rule}`).join();
            return { said: { kind: verdict[direction].kind, by }, right: { kind, by: decidedBy } };
          });
        });
        expect(judged.map(({ said }) => said)).toEqual(judged.map(({ right }) => right));
      }),
      RUNS,
    );
    // The clusters are worth asking about only where every answer occurs often.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(200);
  });
});

describe('a selector', () => {
  const labels = fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('web', 'db', '', 'e'), {
    maxKeys: 2,
    noNullPrototype: true,
  });

  it('holds for the labels for which its text, boiled down, is true; its negation for all others', () => {
    const scope = { all: true, global: undefined, keyOf: (key: string) => key };
    const holds = (text: string, own: Readonly<Record<string, string>>) => {
      const parsed = parseSelector(text);
      if (parsed.kind === 'problem') throw new Error(`${text}: ${parsed.expected} at ${parsed.at}`);
      return matchesLabels(compileExpression(parsed.expression, scope), own);
    };
    fc.assert(
      fc.property(calicoSelectors, labels, (text, own) => {
        expect(holds(text, own)).toBe(selectorHolds(text, own));
        expect(holds(`!(${text})`, own)).toBe(!selectorHolds(text, own));
      }),
      { numRuns: 2000 },
    );
  });

  it('of any text is read or refused, with a place inside the text or just after it', () => {
    const pieces = fc.array(
      fc.constantFrom('(', ')', '!', '&&', '||', 'a', ' ', '==', "'x'", '{', '}', ',', 'in', 'has(', '"'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pieces.map((some) => some.join('')),
        ),
        (text) => {
          const parsed = parseSelector(text);
          if (parsed.kind === 'expression') return;
          expect(parsed.at).toBeGreaterThanOrEqual(1);
          expect(parsed.at).toBeLessThanOrEqual(text.length + 1);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
