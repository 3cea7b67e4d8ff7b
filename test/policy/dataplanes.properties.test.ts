// Both evaluators against the brute force, for random switches and for every profile that is registered.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePolicies } from '../../lib/policy/compile.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import { makeEvaluator } from '../../lib/policy/indexed/indexed-evaluator.ts';
import type { DirectionVerdict, PolicyQuery } from '../../lib/policy/model.ts';
import type { PodEndpoint } from '../../lib/policy/pod-match.ts';
import { type Dataplane, uniformDataplane } from '../../lib/policy/profiles/dataplane.ts';
import type { Profile } from '../../lib/policy/profiles/profile.ts';
import { PROFILES } from '../../lib/policy/profiles/registry.ts';
import { settleProfile } from '../../lib/policy/profiles/settle.ts';
import { type DataplaneCluster, dataplaneClusters } from '../oracle/dataplane-clusters.ts';
import { type DataplaneSide, dataplaneSide } from '../oracle/dataplane-oracle.ts';
import type { ServiceConnection } from '../oracle/dataplane-peers.ts';
import { endpoint, question } from './oracle-questions.ts';
import { oneUnknown, randomProfile, settledProfile } from './random-dataplanes.ts';

const DIRECTIONS = ['egress', 'ingress'] as const;

function asked({ via, ...connection }: ServiceConnection): PolicyQuery {
  const query = question(connection);
  if (via === undefined) return query;
  const { address, ...rest } = via;
  return { ...query, via: { addresses: [address], ...rest } };
}

function compileWorld({ world }: DataplaneCluster) {
  return compilePolicies({
    documents: world.policies.map((manifest) => ({ place: { source: 'random' }, manifest })),
    namespaces: Object.entries(world.namespaces).map(([name, labels]) => ({ name, labels })),
    pods: world.pods.map(endpoint).filter((pod): pod is PodEndpoint => pod.kind === 'pod'),
  });
}

interface Answers {
  readonly ours: DirectionVerdict;
  readonly truth: DataplaneSide;
}

/** Both sides of every connection, once the two evaluators agree on them. */
function answersOf(cluster: DataplaneCluster, profile: Profile): readonly Answers[] {
  const dataplane: Dataplane = uniformDataplane(profile);
  const policies = compileWorld(cluster);
  expect(policies.unreadable).toEqual([]);
  const indexed = makeEvaluator(policies, dataplane);
  const switches = { ...profile.semantics, api: profile.apis['networking-v1'] };
  const alwaysAllowed = profile.data.alwaysAllowed.map(({ is }) => is);
  return cluster.connections.flatMap((connection) => {
    const verdict = evaluate(policies, asked(connection), dataplane);
    expect(indexed(asked(connection))).toEqual(verdict);
    return DIRECTIONS.map((direction) => ({
      ours: verdict[direction],
      truth: dataplaneSide({ ...cluster.world, switches, alwaysAllowed }, connection, direction),
    }));
  });
}

function expectSame({ ours, truth }: Answers): void {
  expect({ kind: ours.kind, isolated: ours.isolated }).toEqual({ kind: truth.kind, isolated: truth.isolated });
  if (truth.decided === undefined) return;
  const rules = ours.rules.map(({ policy, rule }) => `${policy} ${rule}`).sort();
  expect({ rules, by: ours.by }).toEqual(truth.decided);
}

/** What several things decide together that nobody documents may be called unknown though every reading agrees. */
function expectSound({ ours, truth }: Answers): void {
  if (ours.kind !== 'unknown') expectSame({ ours, truth });
}

/** What each policy is worth as a whole hangs on these: unknown, they decide about several policies at once. */
function leavesPoliciesOpen({ semantics, apis }: Profile): boolean {
  const { policyTypes, namedPorts, ipv6 } = semantics;
  return [policyTypes, namedPorts, ipv6, apis['networking-v1']].includes('unknown');
}

describe('evaluate, on random clusters and dataplanes', () => {
  it('says what the brute force says, where every switch is known', () => {
    const seen = { allowed: 0, denied: 0, unknown: 0 };
    fc.assert(
      fc.property(dataplaneClusters, settledProfile, (cluster, profile) => {
        for (const answers of answersOf(cluster, profile)) {
          expectSame(answers);
          seen[answers.truth.kind] += 1;
        }
      }),
      { numRuns: 1500 },
    );
    // The clusters are worth asking about only where every answer occurs often.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(200);
  });

  it('says what holds in every reading of a switch that nobody documents', () => {
    fc.assert(
      fc.property(dataplaneClusters, oneUnknown, (cluster, profile) => {
        const expectAs = leavesPoliciesOpen(profile) ? expectSound : expectSame;
        answersOf(cluster, profile).forEach(expectAs);
      }),
      { numRuns: 1500 },
    );
  });

  it('says nothing that does not hold in every reading, whatever is not documented', () => {
    fc.assert(
      fc.property(dataplaneClusters, randomProfile, (cluster, profile) => {
        answersOf(cluster, profile).forEach(expectSound);
      }),
      { numRuns: 1500 },
    );
  });
});

describe.each(PROFILES)('evaluate, on random clusters under $name', (data) => {
  const profile = settleProfile(data);
  const expectAs = leavesPoliciesOpen(profile) ? expectSound : expectSame;

  it('says what the brute force says', () => {
    fc.assert(
      fc.property(dataplaneClusters, (cluster) => {
        answersOf(cluster, profile).forEach(expectAs);
      }),
      { numRuns: 100 },
    );
  });
});
