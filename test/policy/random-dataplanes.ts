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
  excludingSelector: ['pods', 'everything-else', 'unknown'],
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

/** With every value that `keeps` keeps. */
function randomSemantics(keeps: (value: string) => boolean): fc.Arbitrary<Semantics> {
  const values = Object.entries<readonly string[]>(VALUES).map(([name, all]) => [name, oneOf(all.filter(keeps))]);
  return fc.record(Object.fromEntries(values)) as fc.Arbitrary<Semantics>;
}

const semantics = randomSemantics(() => true);
const settledSemantics = randomSemantics((value) => value !== 'unknown');

/** Mostly enforced, as else nothing is asked. */
const apis = fc.record(
  Object.fromEntries(APIS.map((api) => [api, oneOf(['enforced', 'enforced', 'enforced', 'not-enforced', 'unknown'])])),
) as fc.Arbitrary<Profile['apis']>;

type Settled = Pick<Profile, 'semantics' | 'apis'>;

function profileOf(settled: fc.Arbitrary<Settled>): fc.Arbitrary<Profile> {
  return fc.tuple(settled, fc.boolean()).map(([parts, metadataService]) => ({
    ...PLAIN,
    ...parts,
    data: { ...PLAIN.data, alwaysAllowed: metadataService ? [{ is: '10.0.1.0/24', source: 'random' }] : [] },
  }));
}

const profile = profileOf(fc.record({ semantics, apis }));
export const randomProfile = profile;

/** Nothing is unknown, and rules are mostly enforced. */
export const settledProfile = profileOf(
  fc.tuple(settledSemantics, fc.nat(9)).map(([switches, one]) => ({
    apis: PLAIN.apis,
    semantics: one === 0 ? switches : { ...switches, ingressRules: 'enforced', egressRules: 'enforced' },
  })),
);

/** Exactly one switch is unknown. */
export const oneUnknown = fc
  .tuple(settledProfile, fc.constantFrom(...Object.keys(VALUES), 'api'))
  .map(([settled, name]): Profile => {
    if (name === 'api') return { ...settled, apis: { ...settled.apis, 'networking-v1': 'unknown' } };
    return { ...settled, semantics: { ...settled.semantics, [name]: 'unknown' } };
  });

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
