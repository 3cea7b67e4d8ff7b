// Random proofs: a recommendation that is right, damaged or missing, beside policies of every API, on random dataplanes.
import fc from 'fast-check';
import type { PodVariant, Workload } from '../../lib/identity/workload.ts';
import type { Dataplane } from '../../lib/policy/profiles/dataplane.ts';
import { describeCluster } from '../../lib/recommendation/cluster.ts';
import { type KeptConnection, selectEligible } from '../../lib/recommendation/eligible.ts';
import type { NetworkPolicyManifest, PeerManifest } from '../../lib/recommendation/manifests.ts';
import { type Proof, prepareProof } from '../../lib/recommendation/proof.ts';
import { type PolicyAtom, synthesize } from '../../lib/recommendation/synthesize.ts';
import { adminClusters } from '../oracle/admin-clusters.ts';
import { calicoClusters } from '../oracle/calico-clusters.ts';
import { ciliumClusters } from '../oracle/cilium-clusters.ts';
import { policyClusters } from '../oracle/policy-clusters.ts';
import type { Json } from '../oracle/policy-oracle.ts';
import { connection, DNS, input } from './records.ts';

export interface RandomProof {
  readonly proof: Proof;
  readonly kept: readonly KeptConnection[];
  readonly atoms: readonly PolicyAtom[];
}

const NAMESPACES = ['default', 'shop', 'pay', 'kube-system'];
const PORTS = ['TCP/80', 'TCP/81', 'TCP/443', 'UDP/53', 'SCTP/8080'];
const OUTSIDE = ['192.0.2.1/32', '198.51.100.0/30', 'node:n1=10.0.1.9'];

/** Those that the generated policies of every API name. */
const labels = fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('web', 'db', ''), {
  maxKeys: 2,
  noNullPrototype: true,
});
const address = fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.1.1', '10.0.128.2', '10.0.128.200', 'fd00::1', 'fd00::2');
const port = fc.record({
  name: fc.constantFrom(undefined, 'http', 'metrics'),
  protocol: fc.constantFrom('TCP', 'UDP'),
  port: fc.constantFrom(80, 81, 8080),
  hostPort: fc.constant(undefined),
});
const variant: fc.Arbitrary<PodVariant> = fc.record(
  {
    labels,
    addresses: fc.array(address, { maxLength: 2 }),
    ports: fc.array(port, { maxLength: 2 }),
    nodes: fc.subarray(['n1', 'n2']),
    current: fc.boolean(),
    serviceAccount: fc.constantFrom('default', 'robot'),
  },
  { requiredKeys: ['labels', 'addresses', 'ports', 'nodes', 'current'] },
);

/** `many`: more than a selector can name without being taken for one of a crowd. */
function workloads(many: boolean): fc.Arbitrary<readonly Workload[]> {
  const seed = fc.record({
    namespace: fc.constantFrom(...NAMESPACES),
    own: fc.boolean(),
    variants: fc.array(variant, { minLength: 1, maxLength: 2 }),
  });
  const seeds = fc.array(seed, many ? { minLength: 18, maxLength: 24 } : { minLength: 1, maxLength: 7 });
  return seeds.map((list) =>
    list.map(({ namespace, own, variants }, index) => {
      const named = own ? { name: `w${index}` } : {};
      const kinds = variants.map((one) => ({ ...one, labels: { ...one.labels, ...named } }));
      return {
        ...{ id: `${namespace}/Deployment/w${index}`, namespace, kind: 'Deployment', name: `w${index}` },
        ...{ labels: {}, podCount: kinds.length, hostNetwork: false, variants: kinds },
      };
    }),
  );
}

const policies: fc.Arbitrary<readonly Json[]> = fc.oneof(
  fc.constant([]),
  policyClusters.map(({ world }) => world.policies),
  adminClusters.map(({ world }) => world.policies),
  calicoClusters.map(({ world }) => world.policies),
  ciliumClusters('open').map(({ world }) => [...world.policies, ...world.cilium]),
);

const peer: fc.Arbitrary<PeerManifest> = fc.constantFrom<PeerManifest>(
  ...[{ namespaceSelector: {} }, { podSelector: {} }, { podSelector: { matchLabels: { app: 'web' } } }],
  ...[
    { namespaceSelector: {}, podSelector: { matchLabels: { tier: 'db' } } },
    { ipBlock: { cidr: '0.0.0.0/0' } },
    { ipBlock: { cidr: '10.0.1.0/24' } },
    { ipBlock: { cidr: '192.0.2.0/24' } },
  ],
);

/** A rule too many, policies too few. */
interface Damage {
  readonly peers: readonly PeerManifest[];
  readonly ports: readonly { readonly protocol: 'TCP' | 'UDP'; readonly port: number }[];
  readonly widened: number;
  readonly direction: 'ingress' | 'egress' | 'none';
  readonly dropped: readonly number[];
}

const damage: fc.Arbitrary<Damage> = fc.record({
  peers: fc.array(peer, { minLength: 1, maxLength: 2 }),
  ports: fc.array(fc.record({ protocol: fc.constantFrom('TCP', 'UDP'), port: fc.constantFrom(53, 80, 81, 443) }), {
    minLength: 1,
    maxLength: 2,
  }),
  widened: fc.nat(8),
  direction: fc.constantFrom('ingress', 'egress', 'none'),
  dropped: fc.array(fc.nat(8), { maxLength: 2 }),
});

function damaged(
  manifests: readonly NetworkPolicyManifest[],
  { peers, ports, widened, direction, dropped }: Damage,
): readonly NetworkPolicyManifest[] {
  const changed = manifests.map((manifest, index) => {
    if (index !== widened || direction === 'none') return manifest;
    const { spec } = manifest;
    const more =
      direction === 'ingress'
        ? { ingress: [...(spec.ingress ?? []), { from: peers, ports }] }
        : { egress: [...(spec.egress ?? []), { to: peers, ports }] };
    return { ...manifest, spec: { ...spec, ...more } };
  });
  return changed.filter((_manifest, index) => !dropped.includes(index));
}

interface Drawn {
  readonly workloads: readonly Workload[];
  readonly calls: readonly string[];
  readonly documents: readonly Json[];
  readonly dataplane: Dataplane;
  readonly damage: Damage;
  readonly isRecommended: boolean;
}

/** Every policy of `documents` stays in force, whatever its API. */
function proofOf({ workloads: all, calls, documents, dataplane, damage: wrong, isRecommended }: Drawn): RandomProof {
  const given = input({ workloads: all, connections: calls.map((call) => connection(call)) });
  const standing = documents.map((manifest) => ({ place: { source: 'random' }, manifest }));
  const cluster = { ...describeCluster({ ...given, includeSystem: false, dataplane }), standing };
  const { kept } = selectEligible(given.connections, cluster, 'fan-in');
  const good = synthesize({ cluster, dns: DNS, kept, widen: (block) => block, maxPolicies: undefined });
  const manifests = isRecommended ? damaged(good.policies, wrong) : [];
  return { proof: prepareProof(cluster, manifests), kept, atoms: good.atoms };
}

export function randomProofs(many: boolean, dataplanes: fc.Arbitrary<Dataplane>): fc.Arbitrary<RandomProof> {
  return workloads(many)
    .chain((all) => {
      const party = fc.constantFrom(...all.map(({ id }) => id), ...OUTSIDE);
      const call = fc.tuple(party, party, fc.constantFrom(...PORTS));
      return fc.record({
        workloads: fc.constant(all),
        calls: fc.array(
          call.map(([client, server, text]) => `${client} -> ${server} ${text}`),
          { maxLength: 12 },
        ),
        documents: policies,
        dataplane: dataplanes,
        damage,
        isRecommended: fc.integer({ min: 0, max: 9 }).map((one) => one > 0),
      });
    })
    .map(proofOf);
}
