// Random clusters for dataplanes: one family of addresses, blocks whose exceptions lie across each other, Services.
import fc from 'fast-check';
import type { DataplaneWorld } from './dataplane-oracle.ts';
import type { ServiceConnection } from './dataplane-peers.ts';
import { type PolicyCluster, policyClustersOf } from './policy-clusters.ts';
import { dict, type Json, type OracleConnection, type OracleParty, type OraclePod } from './policy-oracle.ts';

export interface DataplaneCluster {
  readonly world: Omit<DataplaneWorld, 'switches' | 'alwaysAllowed'>;
  readonly connections: readonly ServiceConnection[];
}

const V4_ADDRESSES = ['10.0.0.1', '10.0.0.2', '10.0.1.1', '10.0.1.2', '10.0.1.200', '10.0.128.1', '10.0.128.200'];
const V6_ADDRESSES = ['fd00::1', 'fd00::2', 'fd00::1:1', 'fd00::1:200', 'fd00:1::1'];

const BLOCKS: readonly Json[] = [
  { cidr: '0.0.0.0/0' },
  { cidr: '0.0.0.0/0', except: ['10.0.1.0/24'] },
  { cidr: '10.0.0.0/16', except: ['10.0.1.0/24', '10.0.128.0/17'] },
  { cidr: '10.0.0.0/23', except: ['10.0.1.2/32'] },
  { cidr: '10.0.1.0/24' },
  { cidr: '10.0.1.0/25', except: ['10.0.1.2/31'] },
  { cidr: '10.0.1.2/32' },
  { cidr: '10.0.128.0/17', except: ['10.0.128.128/25'] },
  { cidr: '::/0', except: ['fd00::/112'] },
  { cidr: 'fd00::/64' },
  { cidr: 'fd00::/16', except: ['fd00::1:0/112', 'fd00:1::/64'] },
  { cidr: 'fd00::1:0/112', except: ['fd00::1:200/128'] },
];

const LABELS = [{}, { app: 'web' }, { app: 'db', tier: 'web' }, undefined] as const;

/** Mostly IPv4, and then mostly without IPv6 blocks. */
const family = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ addresses: V4_ADDRESSES, blocks: BLOCKS.slice(0, 8) }) },
  { weight: 1, arbitrary: fc.constant({ addresses: V4_ADDRESSES, blocks: BLOCKS }) },
  { weight: 1, arbitrary: fc.constant({ addresses: V6_ADDRESSES, blocks: BLOCKS }) },
);

export const dataplaneClusters: fc.Arbitrary<DataplaneCluster> = family.chain(({ addresses, blocks }) =>
  fc
    .record({
      cluster: policyClustersOf({ address: fc.constantFrom(...addresses), ipBlock: fc.constantFrom(...blocks) }),
      services: fc.array(
        fc.option(
          fc.record({
            address: fc.constantFrom(...addresses),
            port: fc.constantFrom(80, 81, 443, 8080),
            selector: fc.constantFrom(...LABELS),
          }),
          { nil: undefined },
        ),
        { minLength: 10, maxLength: 10 },
      ),
      asksDns: fc.boolean(),
    })
    .map(({ cluster, services, asksDns }) => {
      const { policies, connections } = crowded(cluster);
      return {
        world: { ...cluster.world, policies, pods: cluster.parties.filter(isPod) },
        connections: connections.map((connection, index) => {
          const dns = asksDns && index === 0 ? { protocol: 'UDP', port: 53 } : {};
          const { selector, ...address } = services[index] ?? { address: '', port: 0, selector: undefined };
          if (address.port === 0) return { ...connection, ...dns };
          return { ...connection, ...dns, via: { ...address, ...(selector === undefined ? {} : { selector }) } };
        }),
      };
    }),
);

function isPod(party: OracleParty): party is OraclePod {
  return party.kind === 'pod';
}

/** Most of the policies and of the questions are about one pod, so that rules of several policies meet. */
function crowded({ world, parties, connections }: PolicyCluster): Crowd {
  const home = parties.filter(isPod).find(({ hostNetwork }) => !hostNetwork);
  if (home === undefined) return { policies: world.policies, connections };
  const policies = world.policies.map(dict).map((policy, index) => {
    if (index % 3 === 2) return policy;
    const metadata = { ...dict(policy.metadata), namespace: home.namespace };
    return { ...policy, metadata, spec: { ...dict(policy.spec), podSelector: {} } };
  });
  const asked = connections.map((connection, index) => {
    if (index % 5 === 4) return connection;
    return index % 2 === 0 ? { ...connection, server: home } : { ...connection, client: home };
  });
  return { policies, connections: asked };
}

interface Crowd {
  readonly policies: readonly Json[];
  readonly connections: readonly OracleConnection[];
}
