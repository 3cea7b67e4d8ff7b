import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compiled } from '../policy-world.ts';
import { admin, baseline, cluster, problemsOf } from './cluster-wide-world.ts';

const INVALID = 'policy-invalid-value';
const UNKNOWN = 'policy-unknown-field';
const MISSING = 'policy-missing-field';
const EVERY = { namespaces: {} };

function protocol(value: unknown): unknown {
  return cluster({ ingress: [{ action: 'Deny', from: [EVERY], protocols: [value] }] });
}

function rules(count: number): readonly unknown[] {
  return Array.from({ length: count }, () => ({ action: 'Deny', to: [EVERY] }));
}

const AT = 'spec.ingress[0].protocols[0]';

describe('ClusterNetworkPolicy', () => {
  it.each([
    ['Admin', 'admin', 1000],
    ['Baseline', 'baseline', 10_000_000],
  ])('of the tier %s stands in the tier %s, by priority', (tier, name, order) => {
    const [policy] = compiled([cluster({ tier, priority: 0, egress: rules(1) })]).policies;

    expect(policy).toMatchObject({
      name: 'ClusterNetworkPolicy p',
      api: 'cluster-v1alpha2',
      tier: { name, order, unmatched: 'pass' },
      order: 0,
    });
  });

  it('has protocols with numbers, ranges and names', () => {
    const protocols = [
      { tcp: { destinationPort: { number: 80 } } },
      { sctp: { destinationPort: { range: { start: 1, end: 65535 } } } },
      { destinationNamedPort: 'web' },
    ];
    const [policy] = compiled([cluster({ ingress: [{ action: 'Accept', from: [EVERY], protocols }] })]).policies;

    expect(policy?.sections.ingress.rules).toMatchObject([
      {
        action: 'allow',
        ports: {
          kind: 'some',
          ports: [
            { kind: 'numbers', protocol: 'TCP', first: 80, last: 80 },
            { kind: 'numbers', protocol: 'SCTP', first: 1, last: 65535, range: false },
            { kind: 'name', protocol: 'TCP', name: 'web' },
            { kind: 'name', protocol: 'UDP', name: 'web' },
            { kind: 'name', protocol: 'SCTP', name: 'web' },
          ],
        },
      },
    ]);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['no tier', cluster({ tier: undefined }), [`${INVALID} spec.tier`]],
    ['an inherited tier', cluster({ tier: 'constructor' }), [`${INVALID} spec.tier`]],
    ['a tier in small letters', cluster({ tier: 'admin' }), [`${INVALID} spec.tier`]],
    ['no priority', cluster({ priority: null }), [`${INVALID} spec.priority`]],
    [
      'the action of v1alpha1',
      cluster({ egress: [{ action: 'Allow', to: [EVERY] }] }),
      [`${INVALID} spec.egress[0].action`],
    ],
    [
      'the ports of v1alpha1',
      cluster({ egress: [{ action: 'Deny', to: [EVERY], ports: [] }] }),
      [`${UNKNOWN} spec.egress[0]`],
    ],
    [
      'an empty list of protocols',
      cluster({ egress: [{ action: 'Deny', to: [EVERY], protocols: [] }] }),
      [`${INVALID} spec.egress[0].protocols`],
    ],
    ['an empty protocol', protocol({}), [`${MISSING} ${AT}`]],
    ['an empty tcp', protocol({ tcp: {} }), [`${MISSING} ${AT}.tcp`]],
    ['an empty port', protocol({ tcp: { destinationPort: {} } }), [`${MISSING} ${AT}.tcp.destinationPort`]],
    ['a source port', protocol({ udp: { sourcePort: { number: 1 } } }), [`${UNKNOWN} ${AT}.udp`]],
    ['ICMP', protocol({ icmp: {} }), [`${UNKNOWN} ${AT}`]],
    ['two protocols in one', protocol({ tcp: {}, udp: {} }), [`${INVALID} ${AT}`]],
    [
      'a number and a range',
      protocol({ tcp: { destinationPort: { number: 1, range: {} } } }),
      [`${INVALID} ${AT}.tcp.destinationPort`],
    ],
    ['port 0', protocol({ tcp: { destinationPort: { number: 0 } } }), [`${INVALID} ${AT}.tcp.destinationPort.number`]],
    [
      'a range that does not rise',
      protocol({ tcp: { destinationPort: { range: { start: 2, end: 2 } } } }),
      [`${INVALID} ${AT}.tcp.destinationPort.range.end`],
    ],
    [
      'a third end of a range',
      protocol({ tcp: { destinationPort: { range: { start: 1, end: 2, step: 1 } } } }),
      [`${UNKNOWN} ${AT}.tcp.destinationPort.range`],
    ],
    [
      'a pods peer without podSelector',
      cluster({ egress: [{ action: 'Deny', to: [{ pods: {} }] }] }),
      [`${MISSING} spec.egress[0].to[0].pods`],
    ],
    [
      'a pods peer without namespaceSelector',
      cluster({ egress: [{ action: 'Deny', to: [{ pods: { podSelector: {} } }] }] }),
      [],
    ],
    [
      'domain names in a Deny',
      cluster({ egress: [{ action: 'Deny', to: [{ domainNames: ['a.example'] }] }] }),
      [`${INVALID} spec.egress[0].action`],
    ],
    [
      'a named port beside networks',
      cluster({
        egress: [{ action: 'Deny', to: [{ networks: ['::/0'] }], protocols: [{ destinationNamedPort: 'a' }] }],
      }),
      [`${MISSING} spec.egress[0]`],
    ],
    ['26 rules', cluster({ egress: rules(26) }), [`${INVALID} spec.egress`]],
    ['25 rules', cluster({ egress: rules(25) }), []],
    [
      '26 peers',
      cluster({ egress: [{ action: 'Deny', to: Array(26).fill(EVERY) }] }),
      [`${INVALID} spec.egress[0].to`],
    ],
  ])('with %s', (_, manifest, problems) => {
    expect(problemsOf(manifest)).toEqual(problems);
  });
});

describe('readers of cluster-wide policies', () => {
  const SOUND = [
    admin({ egress: [{ action: 'Allow', to: [{ domainNames: ['a.example'] }, { networks: ['10.0.0.0/8'] }] }] }),
    baseline({ ingress: [{ action: 'Deny', from: [EVERY], ports: [{ portRange: { start: 1, end: 2 } }] }] }),
    cluster({
      ingress: [{ action: 'Pass', from: [{ pods: { podSelector: {} } }], protocols: [{ destinationNamedPort: 'a' }] }],
    }),
  ];

  /** Every place in a manifest, as the keys that lead there. */
  function placesOf(value: unknown): readonly (readonly string[])[] {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]) => [[key], ...placesOf(inner).map((rest) => [key, ...rest])]);
  }

  function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
    if (key === undefined) return by;
    const copy: unknown = Array.isArray(value) ? [...value] : { ...Object(value) };
    return Object.assign(Object(copy), { [key]: replaced(Reflect.get(Object(value), key), rest, by) });
  }

  it('take anything anywhere without a crash, and leave no policy out in silence', () => {
    const places = SOUND.flatMap((manifest) =>
      placesOf(manifest).flatMap((place) =>
        place[0] === 'apiVersion' || place[0] === 'kind' ? [] : [{ manifest, place }],
      ),
    );
    const junk = fc.oneof(fc.anything(), fc.constantFrom(null, undefined, -0, Number.NaN, '', '__proto__', [[]], {}));
    fc.assert(
      fc.property(fc.constantFrom(...places), junk, ({ manifest, place }, value) => {
        const { policies, unreadable, diagnostics } = compiled([replaced(manifest, place, value)]);

        expect(policies.length + unreadable.length).toBe(1);
        expect(diagnostics.some(({ level }) => level === 'error')).toBe(unreadable.length === 1);
      }),
      { numRuns: 3000 },
    );
  });

  it('give the same whatever the order of the keys', () => {
    const turned = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(turned);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, turned(inner)]),
      );
    };

    expect(compiled(SOUND.map(turned)).policies).toEqual(compiled(SOUND).policies);
  });
});
