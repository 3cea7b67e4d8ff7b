// Random clusters by dataplane: the recommended policies, played by the independent oracle, keep what they say they keep.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../lib/connections/connection.ts';
import type { Workload } from '../../lib/identity/workload.ts';
import { profileData } from '../../lib/policy/profiles/registry.ts';
import { settleProfile } from '../../lib/policy/profiles/settle.ts';
import { recommend } from '../../lib/recommendation/recommend.ts';
import { type DataplaneWorld, dataplaneSide } from '../oracle/dataplane-oracle.ts';
import type { OracleParty } from '../oracle/policy-oracle.ts';
import { OUTSIDE, PORTS, type RandomCluster, randomClusters } from './random-clusters.ts';
import { COREDNS, input } from './records.ts';

/** Blocks that compare addresses, blocks that name only what is outside, no blocks in ingress, Services before DNAT. */
const DATAPLANES = ['calico', 'cilium', 'cce-tunnel', 'eks', 'ack-poseidon'];

interface Party {
  readonly id: string;
  readonly party: OracleParty;
}

function podParties(workload: Workload, role: string): readonly Party[] {
  return workload.variants.map(({ labels, addresses }, index) => ({
    id: workload.id,
    party: {
      ...{ kind: 'pod', namespace: workload.namespace, name: `${workload.name}-${index}-${role}`, labels },
      ...{ address: addresses[0] ?? '', ports: [], hostNetwork: false, node: 'far' },
    },
  }));
}

function outsideParty(text: string): Party {
  const node = /^node:(.*)=(.*)$/.exec(text);
  if (node === null) {
    const address = text.replace('/32', '');
    return { id: address, party: { kind: 'address', address } };
  }
  const [, name = '', address = ''] = node;
  return { id: address, party: { kind: 'node', name, address } };
}

function endpointId(endpoint: Connection['client']): string {
  if (endpoint.kind === 'workload') return `${endpoint.namespace}/${endpoint.workloadKind}/${endpoint.name}`;
  if (endpoint.kind === 'external') return endpoint.cidr.replace('/32', '');
  return 'address' in endpoint ? endpoint.address : '';
}

function connectionText({ client, server, protocol, port }: Connection): string {
  return `${endpointId(client)} -> ${endpointId(server)} ${protocol}/${port}`;
}

function partiesOf({ workloads }: RandomCluster, role: string): readonly Party[] {
  return [
    ...[...workloads, COREDNS].flatMap((one) => podParties(one, role)),
    ...[...OUTSIDE, '198.51.100.1/32'].map(outsideParty),
  ];
}

/** What the oracle says of every pair of workloads and outside addresses, the worst of their pods, by its text. */
function played(dataplane: string, cluster: RandomCluster, policies: DataplaneWorld['policies']) {
  const data = profileData(dataplane);
  if (data === undefined) throw new Error(`no dataplane ${dataplane}`);
  const { semantics, apis } = settleProfile(data, { dataplane: undefined, kubernetes: '1.30', kernel: undefined });
  const pods = partiesOf(cluster, 'other').flatMap(({ party }) => (party.kind === 'pod' ? [party] : []));
  const world: DataplaneWorld = {
    ...{ policies, pods, alwaysAllowed: [], switches: { ...semantics, api: apis['networking-v1'] } },
    namespaces: Object.fromEntries(
      ['blog', 'ops', 'shop', 'kube-system'].map((name) => [name, { 'kubernetes.io/metadata.name': name }]),
    ),
  };
  const kinds = new Map<string, Set<string>>();
  const governed = ({ id }: Party) => id.includes('/') && id !== COREDNS.id;
  for (const client of partiesOf(cluster, 'client')) {
    for (const server of partiesOf(cluster, 'server')) {
      if (!governed(client) && !governed(server)) continue;
      for (const text of PORTS) {
        const [protocol = '', port = ''] = text.split('/');
        const asked = { client: client.party, server: server.party, protocol, port: Number(port) };
        const sides = (['egress', 'ingress'] as const).map((direction) => dataplaneSide(world, asked, direction).kind);
        const kind = sides.includes('denied') ? 'denied' : sides.includes('unknown') ? 'unknown' : 'allowed';
        const key = `${client.id} -> ${server.id} ${text}`;
        kinds.set(key, (kinds.get(key) ?? new Set()).add(kind));
      }
    }
  }
  return kinds;
}

function isDns(text: string): boolean {
  return new RegExp(`-> ${COREDNS.id} (TCP|UDP)/53$`).test(text);
}

describe.each(DATAPLANES)('recommend for %s', (dataplane) => {
  const argument = ['cce-tunnel', 'eks'].includes(dataplane)
    ? `${dataplane},nodes=met,kubernetes=1.30`
    : dataplane === 'ack-poseidon'
      ? dataplane
      : `${dataplane},kubernetes=1.30`;

  it('keeps what it says it keeps, and lists what it allows beyond', () => {
    fc.assert(
      fc.property(randomClusters(true), (cluster) => {
        const { policies, leftOut, verification } = recommend(input({ ...cluster, dataplane: argument }));
        const kinds = played(dataplane, cluster, policies);
        const left = new Set(leftOut.map(({ connection }) => connection));
        const kept = cluster.connections.filter((one) => !left.has(one));
        const surely = kept.filter((one) => [...(kinds.get(connectionText(one)) ?? [])].join() === 'allowed');
        const texts = new Set(kept.map(connectionText));
        const beyond = [...kinds].flatMap(([text, found]) =>
          found.has('allowed') && !texts.has(text) && !isDns(text) ? [text] : [],
        );

        expect(verification.keptAllowed).toBe(surely.length);
        expect(verification.keptAllowed + (verification.keptUnknown ?? 0)).toBe(kept.length);
        // Outside addresses that nobody used stand for each other; workloads are listed one by one.
        const listed = beyond.filter((text) =>
          text.split(' -> ').every((end) => end.includes('/Deployment/') || end.includes('/CronJob/')),
        );
        if (verification.beyond.length < 100) expect(verification.beyond).toEqual(expect.arrayContaining(listed));
        if (dataplane !== 'cce-tunnel') expect(beyond).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  it('leaves out for want of words only what its policies would not allow', () => {
    fc.assert(
      fc.property(randomClusters(true), (cluster) => {
        const { policies, leftOut } = recommend(input({ ...cluster, dataplane: argument }));
        const kinds = played(dataplane, cluster, policies);
        const wordless = leftOut
          .filter(({ reason }) => reason === 'not-expressible')
          .map(({ connection }) => connection);

        for (const connection of wordless) {
          expect([...(kinds.get(connectionText(connection)) ?? [])]).not.toEqual(['allowed']);
        }
      }),
      { numRuns: 8 },
    );
  });
});
