// Dataplanes with every switch of the semantics set at random, one or two of them in a cluster.
import fc from 'fast-check';
import type { PolicyApi } from '../../lib/policy/compiled.ts';
import { type Dataplane, uniformDataplane } from '../../lib/policy/profiles/dataplane.ts';
import type { Profile, Semantics } from '../../lib/policy/profiles/profile.ts';
import { UPSTREAM } from '../../lib/policy/profiles/upstream.ts';

type Values<S> = { readonly [K in keyof S]: readonly S[K][] };

const VALUES: Values<Semantics> = {
  ingressRules: ['enforced', 'not-enforced', 'unknown'],
  egressRules: ['enforced', 'not-enforced', 'unknown'],
  policyTypes: ['strict', 'presence', 'merge', 'unknown'],
  ingressIpBlock: ['supported', 'unknown'],
  egressIpBlock: ['supported', 'unknown'],
  ipBlockMatchesPods: ['yes', 'no', 'unknown'],
  ipBlockMatchesNodes: ['yes', 'no', 'unknown'],
  except: ['hole', 'deny-prefix', 'subtracts-from-rule', 'unknown'],
  ipv6: ['supported', 'ignored', 'policy-refused', 'own-family', 'unknown'],
  sctp: ['supported', 'unknown'],
  endPort: ['range', 'first-port', 'unknown'],
  namedPorts: ['exact', 'any-port', 'policy-refused', 'exact-where-one-number', 'beside-selectors', 'unknown'],
  icmp: ['rules-without-ports', 'always-allowed', 'unknown'],
  hostNetworkPeer: ['never-selected', 'selected', 'selected-by-pod-selector', 'unknown'],
  ownNodeToPod: ['allowed', 'by-rules', 'unknown'],
  podToOwnNode: ['allowed', 'by-rules', 'allowed-but-dns', 'unknown'],
  hairpin: ['allowed', 'by-rules', 'unknown'],
  serviceTraffic: ['backend', 'service-address', 'backend-unless-denied', 'backend-for-pods', 'unknown'],
};

const [PLAIN] = UPSTREAM.profiles;
const APIS = Object.keys(PLAIN.apis) as readonly PolicyApi[];

function oneOf<T>(values: readonly T[]): fc.Arbitrary<T> {
  return fc.constantFrom(...values);
}

const semantics: fc.Arbitrary<Semantics> = fc.record(
  Object.fromEntries(Object.entries(VALUES).map(([name, values]) => [name, oneOf<unknown>(values)])),
) as fc.Arbitrary<Semantics>;

/** Mostly enforced, as else nothing is asked. */
const apis = fc.record(
  Object.fromEntries(APIS.map((api) => [api, oneOf(['enforced', 'enforced', 'enforced', 'not-enforced', 'unknown'])])),
) as fc.Arbitrary<Profile['apis']>;

const profile: fc.Arbitrary<Profile> = fc
  .record({ semantics, apis, metadataService: fc.boolean() })
  .map(({ metadataService, ...settled }) => ({
    ...PLAIN,
    ...settled,
    data: { ...PLAIN.data, alwaysAllowed: metadataService ? [{ is: '10.0.1.0/24', source: 'random' }] : [] },
  }));

/** Pods of node `n2` have the second profile. */
function twoDataplanes(first: Profile, second: Profile): Dataplane {
  return {
    name: 'random',
    profiles: [first, second],
    profileOf: ({ nodeName }) => (nodeName === 'n2' ? second : first),
    nodeClassOf: (nodeName) => (nodeName === 'n2' ? 'second' : 'first'),
  };
}

export const randomDataplanes: fc.Arbitrary<Dataplane> = fc.oneof(
  profile.map(uniformDataplane),
  fc.tuple(profile, profile).map(([first, second]) => twoDataplanes(first, second)),
);
