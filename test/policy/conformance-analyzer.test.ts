// The evaluator against netpol-analyzer's golden connection lists, which are complete: what they do not list is denied.
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../lib/policy/evaluate.ts';
import type { PolicyEndpoint, PolicyQuery } from '../../lib/policy/model.ts';
import {
  compileFixture,
  type FixtureCluster,
  type FixturePod,
  fixtureEndpoint,
  fixtureNames,
  hasFixtures,
  MISSING,
  readFixture,
} from './conformance.ts';

type Protocol = 'TCP' | 'UDP' | 'SCTP';

interface Case extends FixtureCluster {
  readonly case: string;
  readonly expected: readonly {
    readonly src: string;
    readonly dst: string;
    readonly protocol: Protocol;
    readonly ports: readonly (readonly [number, number])[];
  }[];
}

interface Party {
  readonly workload: string;
  readonly endpoint: PolicyEndpoint;
}

const PROTOCOLS: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];
const EXTERNAL = 'ip:0.0.0.0-255.255.255.255';

/**
 * The analyzer matches ipBlock against outside addresses only, the upstream profile against all. Its pods get IPv6
 * addresses here, which its IPv4 blocks cannot hold, so that both mean the same.
 */
function partiesOf({ pods, policies }: Case): readonly Party[] {
  const inPods = pods
    .filter((pod) => pod.hostNetwork !== true)
    .map((pod, index) => party(pod, `fd00::${(index + 1).toString(16)}`));
  const blocks = [...JSON.stringify(policies).matchAll(/(\d+\.\d+\.\d+\.\d+)\/\d+/g)].map((match) => match[1] ?? '');
  const addresses = [...new Set(['0.0.0.0', '8.8.8.8', '10.1.2.3', '192.168.7.7', '255.255.255.255', ...blocks])];
  const external = addresses.map((address) => ({
    workload: EXTERNAL,
    endpoint: { kind: 'address', address } as const,
  }));
  return [...inPods, ...external];
}

function party(pod: FixturePod, ip: string): Party {
  return { workload: pod.workload ?? '', endpoint: fixtureEndpoint({ ...pod, ip }) };
}

/** The first and last port of each expected or written range, and their neighbours. */
function interestingPorts({ expected, policies, pods }: Case): readonly number[] {
  const written = [...JSON.stringify(policies).matchAll(/"(?:port|endPort)":\s*(\d+)/g)].map((match) =>
    Number(match[1]),
  );
  const declared = pods.flatMap((pod) => (pod.ports ?? []).map((port) => port.containerPort));
  const edges = [...expected.flatMap((one) => one.ports.flat()), ...written, ...declared, 1, 65535];
  const near = edges.flatMap((port) => [port - 1, port, port + 1]);
  return [...new Set(near)].filter((port) => port >= 1 && port <= 65535).sort((a, b) => a - b);
}

function compare(one: Case): { readonly wrong: readonly string[]; readonly asked: number } {
  const policies = compileFixture(one);
  const parties = partiesOf(one);
  const listed = new Map(one.expected.map((row) => [`${row.src} ${row.dst} ${row.protocol}`, row.ports]));
  const ports = interestingPorts(one);
  const wrong: string[] = [];
  let asked = 0;
  for (const client of parties) {
    for (const server of parties) {
      if (client.workload === server.workload) continue;
      for (const protocol of PROTOCOLS) {
        const ranges = listed.get(`${client.workload} ${server.workload} ${protocol}`) ?? [];
        for (const port of ports) {
          const query: PolicyQuery = { client: client.endpoint, server: server.endpoint, protocol, port };
          const wanted = ranges.some(([first, last]) => first <= port && port <= last) ? 'allowed' : 'denied';
          const { kind } = evaluate(policies, query);
          asked += 1;
          if (kind !== wanted)
            wrong.push(`${client.workload} -> ${server.workload} ${port}/${protocol}: ${kind}, not ${wanted}`);
        }
      }
    }
  }
  return { wrong, asked };
}

describe.skipIf(!hasFixtures)(`netpol-analyzer (skipped where ${MISSING})`, () => {
  const cases = fixtureNames('netpol-analyzer').map((name) => readFixture<Case>(`netpol-analyzer/${name}`));

  it.each(cases)('$case', (one) => {
    const { wrong, asked } = compare(one);

    expect(asked).toBeGreaterThan(0);
    expect(wrong.slice(0, 10)).toEqual([]);
  });

  it('covers every case, without the hostNetwork pods', () => {
    expect(cases.length).toBe(72);
    expect(cases.flatMap((one) => one.pods).filter((pod) => pod.hostNetwork === true).length).toBe(7);
  });
});
