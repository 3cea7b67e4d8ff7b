// Random clusters: the recommended policies, read by the independent oracle, allow what was kept and DNS, nothing else.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../lib/connections/connection.ts';
import type { Workload } from '../../lib/identity/workload.ts';
import { formatPolicyYaml } from '../../lib/recommendation/manifest-yaml.ts';
import { recommend } from '../../lib/recommendation/recommend.ts';
import type { Recommendation } from '../../lib/recommendation/recommendation.ts';
import { type OracleParty, type OracleWorld, oracleSide } from '../oracle/policy-oracle.ts';
import { OUTSIDE, PORTS, type RandomCluster, randomClusters } from './random-clusters.ts';
import { COREDNS, input } from './records.ts';

interface Party {
  /** A workload's id, or an outside address. */
  readonly id: string;
  readonly group: string;
  readonly role: 'client' | 'server';
  readonly party: OracleParty;
}

const STRANGER = '198.51.100.1';
const ASKED_PORTS = [...PORTS, 'TCP/9', 'UDP/9', 'SCTP/9'];

function podParties(workload: Workload, group: string, role: 'client' | 'server'): readonly Party[] {
  return workload.variants.map(({ labels, addresses }, index) => ({
    id: workload.id,
    group,
    role,
    party: {
      kind: 'pod',
      namespace: workload.namespace,
      name: `${workload.name}-${index}-${role}`,
      labels,
      address: addresses[0] ?? '',
      ports: [],
      hostNetwork: false,
      node: 'far',
    },
  }));
}

function outsideParties(role: 'client' | 'server'): readonly Party[] {
  const addresses = [...OUTSIDE.map((text) => text.replace(/^node:.*=/, '').replace('/32', '')), STRANGER];
  return addresses.map((address) => ({ id: address, group: address, role, party: { kind: 'address', address } }));
}

/** Group of every workload that the recommendation says it cannot tell from others. */
function groupsOf({ findings }: Recommendation): ReadonlyMap<string, string> {
  const groups = findings.filter(({ kind }) => kind === 'indistinguishable-workloads');
  return new Map(
    groups.flatMap(({ subject, evidence }) => {
      const members = Array.isArray(evidence.workloads) ? evidence.workloads.map(String) : [];
      return members.map((member): [string, string] => [member, subject]);
    }),
  );
}

function endpointId(endpoint: Connection['client']): string {
  if (endpoint.kind === 'workload') return `${endpoint.namespace}/${endpoint.workloadKind}/${endpoint.name}`;
  return endpoint.kind === 'external'
    ? endpoint.cidr.replace('/32', '')
    : 'address' in endpoint
      ? endpoint.address
      : '';
}

function keptTexts({ connections }: RandomCluster, groups: ReadonlyMap<string, string>): ReadonlySet<string> {
  const wanted = connections.filter(
    ({ outcome, evidence }) => (outcome === 'established' || outcome === 'oneway') && evidence !== 'port-range',
  );
  const group = (id: string) => groups.get(id) ?? id;
  return new Set(
    wanted.map(({ client, server, protocol, port }) =>
      [group(endpointId(client)), '->', group(endpointId(server)), `${protocol}/${port}`].join(' '),
    ),
  );
}

function isDns(server: Party, port: string): boolean {
  return server.id === COREDNS.id && (port === 'TCP/53' || port === 'UDP/53');
}

/** Every pair of parties of which at least one gets policies, on every port, and whether the oracle allows it. */
function* allPairs(cluster: RandomCluster, result: Recommendation, groups: ReadonlyMap<string, string>) {
  const parties = (role: 'client' | 'server') => [
    ...[...cluster.workloads, COREDNS].flatMap((one) => podParties(one, groups.get(one.id) ?? one.id, role)),
    ...outsideParties(role),
  ];
  const namespaces = Object.fromEntries(['blog', 'ops', 'shop', 'kube-system'].map((name) => [name, {}]));
  const world: OracleWorld = { namespaces, policies: result.policies };
  const governed = (party: Party) => party.id.includes('/') && party.id !== COREDNS.id;
  for (const client of parties('client')) {
    for (const server of parties('server')) {
      if (!governed(client) && !governed(server)) continue;
      for (const port of ASKED_PORTS) {
        const [protocol = '', number = ''] = port.split('/');
        const asked = { client: client.party, server: server.party, protocol, port: Number(number) };
        const sides = (['egress', 'ingress'] as const).map((direction) => oracleSide(world, asked, direction));
        yield { client, server, port, allowed: sides.every((side) => side.allowed) };
      }
    }
  }
}

function disagreements(cluster: RandomCluster): readonly string[] {
  const result = recommend(input(cluster));
  const groups = groupsOf(result);
  const kept = keptTexts(cluster, groups);
  const wrong: string[] = [];
  for (const { client, server, port, allowed } of allPairs(cluster, result, groups)) {
    const meant = kept.has(`${client.group} -> ${server.group} ${port}`) || isDns(server, port);
    if (meant !== allowed) wrong.push(`${client.id} -> ${server.id} ${port}: ${allowed ? 'allowed' : 'denied'}`);
  }
  return wrong;
}

describe('recommend', () => {
  it('allows exactly what was kept, and DNS', () => {
    fc.assert(
      fc.property(randomClusters(true), (cluster) => {
        expect(disagreements(cluster)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('allows groups of indistinguishable workloads what any of them needs, and nothing else', () => {
    fc.assert(
      fc.property(randomClusters(false), (cluster) => {
        expect(disagreements(cluster)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('joins no workloads that have a label of their own, and proves itself', () => {
    fc.assert(
      fc.property(randomClusters(true), (cluster) => {
        const { verification, findings } = recommend(input(cluster));

        expect(findings.filter(({ kind }) => kind === 'indistinguishable-workloads')).toEqual([]);
        expect(verification.keptAllowed).toBe(verification.kept);
        expect(verification.rulesNeeded).toBe(verification.rules);
        expect(verification.beyond).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('counts beyond the observed what the oracle finds allowed', () => {
    fc.assert(
      fc.property(randomClusters(false), (cluster) => {
        const result = recommend(input(cluster));
        const { verification } = result;
        const kept = keptTexts(cluster, new Map());
        const beyond = new Set<string>();
        for (const { client, server, port, allowed } of allPairs(cluster, result, new Map())) {
          const text = `${client.id} -> ${server.id} ${port}`;
          if (allowed && !kept.has(text) && !isDns(server, port)) beyond.add(text);
        }

        expect(verification.keptAllowed).toBe(verification.kept);
        expect(verification.rulesNeeded).toBe(verification.rules);
        expect(verification.allowedBeyondObserved).toBe(beyond.size);
        expect(verification.beyond).toEqual([...beyond].sort().slice(0, 100));
      }),
      { numRuns: 40 },
    );
  });

  it('never uses a volatile label, and keeps kept and left out apart', () => {
    fc.assert(
      fc.property(randomClusters(false), (cluster) => {
        const result = recommend(input(cluster));
        const yaml = result.policies.map(formatPolicyYaml).join('---\n');

        expect(yaml).not.toMatch(/pod-template-hash|version: [abc]|key: version/);
        expect(result.verification.kept + result.leftOut.length).toBe(cluster.connections.length);
      }),
      { numRuns: 40 },
    );
  });

  it('gives the same bytes whatever the order of its input', () => {
    const shuffled = randomClusters(false).chain((cluster) =>
      fc.record({
        cluster: fc.constant(cluster),
        workloads: fc.shuffledSubarray([...cluster.workloads], { minLength: cluster.workloads.length }),
        connections: fc.shuffledSubarray([...cluster.connections], { minLength: cluster.connections.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ cluster, workloads, connections }) => {
        const one = recommend(input(cluster));
        const two = recommend(input({ workloads, connections }));

        expect(JSON.stringify(two)).toBe(JSON.stringify(one));
        expect(two.policies.map(formatPolicyYaml)).toEqual(one.policies.map(formatPolicyYaml));
      }),
      { numRuns: 40 },
    );
  });
});
