// The evaluator against the conformance suite of the network policy API, ClusterNetworkPolicy v1alpha2.
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../lib/policy/evaluate.ts';
import type { QueryProtocol } from '../../lib/policy/model.ts';
import {
  compileFixture,
  type Expectation,
  type FixtureCluster,
  fixtureEndpoint,
  hasFixtures,
  MISSING,
  readFixture,
} from './conformance.ts';

interface Suite extends Pick<FixtureCluster, 'pods'> {
  readonly cases: readonly (Omit<FixtureCluster, 'pods'> & {
    readonly test: string;
    readonly subtest: string;
    readonly expected: readonly (Expectation & { readonly protocol: QueryProtocol; readonly port: number })[];
  })[];
  /** Subtests whose probes need a running cluster to be known: node peers, and addresses that the test makes up. */
  readonly skipped: readonly { readonly test: string }[];
}

describe.skipIf(!hasFixtures)(`network policy API conformance (skipped where ${MISSING})`, () => {
  const suite = hasFixtures
    ? readFixture<Suite>('cluster-network-policy-v1alpha2.json')
    : { pods: [], cases: [], skipped: [] };
  const pods = new Map(suite.pods.map((one) => [`${one.ns}/${one.name}`, fixtureEndpoint(one)]));

  it.each(suite.cases)('$test: $subtest', ({ expected, ...cluster }) => {
    const policies = compileFixture(cluster);
    expect(policies.unreadable).toEqual([]);
    const answers = expected.map(({ src, dst, protocol, port }) => {
      const [client, server] = [pods.get(src), pods.get(dst)];
      if (client === undefined || server === undefined) throw new Error(`${src} or ${dst} is no pod of the suite`);
      const { kind } = evaluate(policies, { client, server, protocol, port });
      return { src, dst, protocol, port, kind };
    });

    expect(answers).toEqual(
      expected.map(({ allowed, ...probe }) => ({ ...probe, kind: allowed ? 'allowed' : 'denied' })),
    );
  });

  it('covers the whole file', () => {
    expect(suite.cases.length).toBe(89);
    expect(suite.cases.reduce((count, { expected }) => count + expected.length, 0)).toBe(268);
    expect(suite.skipped.length).toBe(7);
  });
});
