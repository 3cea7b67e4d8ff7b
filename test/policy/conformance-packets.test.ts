// The evaluator against the packet verdicts of kube-network-policies' own unit tests.
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../lib/policy/evaluate.ts';
import type { PolicyEndpoint, QueryProtocol } from '../../lib/policy/model.ts';
import {
  compileFixture,
  type FixtureCluster,
  fixtureEndpoint,
  hasFixtures,
  MISSING,
  readFixture,
} from './conformance.ts';

interface Packets extends Omit<FixtureCluster, 'policies'> {
  readonly cases: readonly {
    readonly case: string;
    readonly policies: readonly unknown[];
    readonly packet: {
      readonly src: string;
      readonly dst: string;
      readonly protocol: QueryProtocol;
      readonly port: number;
    };
    readonly allowed: boolean;
  }[];
}

/**
 * The snapshot of the upstream test has a pod in the namespace `blocked` and no Namespace object for it; upstream lets
 * no selector match there. We do not know such a namespace's labels and say unknown; with the namespace listed, as it
 * always is in a cluster, the answers are the same.
 */
const UNLISTED_NAMESPACE = ['multiport allow egress ns selector fail'];

describe.skipIf(!hasFixtures)(`kube-network-policies (skipped where ${MISSING})`, () => {
  const packets = hasFixtures
    ? readFixture<Packets>('kube-network-policies.json')
    : { pods: [], namespaces: [], cases: [] };
  const endpoints = new Map(packets.pods.map((pod) => [pod.ip, fixtureEndpoint(pod)]));
  const endpoint = (address: string): PolicyEndpoint => endpoints.get(address) ?? { kind: 'address', address };
  const blocked = { name: 'blocked', labels: {} };

  it.each(packets.cases)('$case', ({ policies, packet, allowed }) => {
    const compiled = compileFixture({ policies, namespaces: [...packets.namespaces, blocked] });
    const query = { ...packet, client: endpoint(packet.src), server: endpoint(packet.dst) };

    expect(evaluate(compiled, query).kind).toBe(allowed ? 'allowed' : 'denied');
  });

  it('differs only where a namespace is not listed', () => {
    const unknown = packets.cases.filter(({ policies, packet }) => {
      const compiled = compileFixture({ policies, namespaces: packets.namespaces });
      const query = { ...packet, client: endpoint(packet.src), server: endpoint(packet.dst) };
      return evaluate(compiled, query).kind === 'unknown';
    });

    expect(unknown.map((one) => one.case)).toEqual(UNLISTED_NAMESPACE);
    expect(packets.cases.length).toBe(19);
  });
});
