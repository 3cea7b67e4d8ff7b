import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../../lib/base/diagnostic.ts';
import { compiled } from '../policy-world.ts';
import { admin, baseline, problemsOf } from './cluster-wide-world.ts';

const SUBJECT = { namespaces: {} };
const INVALID = 'policy-invalid-value';
const UNKNOWN = 'policy-unknown-field';
const MISSING = 'policy-missing-field';

function peer(value: unknown, action = 'Allow'): unknown {
  return admin({ egress: [{ action, to: [value] }] });
}

function port(value: unknown): unknown {
  return admin({ ingress: [{ action: 'Deny', from: [{ namespaces: {} }], ports: [value] }] });
}

const AT = 'spec.egress[0].to[0]';
const PORT = 'spec.ingress[0].ports[0]';

describe('AdminNetworkPolicy', () => {
  it('is read with every default settled', () => {
    const { policies, unreadable, diagnostics } = compiled([
      admin({
        priority: 7,
        subject: { pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: 'web' } } } },
        ingress: [],
        egress: [
          { name: 'first', action: 'Pass', to: [{ networks: ['10.0.0.0/8', '::/0'] }] },
          { action: 'Deny', to: [{ namespaces: {} }], ports: [{ portNumber: { port: 80 } }, { namedPort: 'web' }] },
        ],
      }),
    ]);

    expect(unreadable).toEqual([]);
    expect(diagnostics).toEqual([]);
    const [policy] = policies;
    expect(policy).toMatchObject({
      name: 'AdminNetworkPolicy p',
      api: 'admin-v1alpha1',
      namespace: undefined,
      subjects: { kind: 'pods', namespaces: { kind: 'selected', selector: [] }, hostNetwork: 'never' },
      tier: { name: 'admin', unmatched: 'pass' },
      order: 7,
      matching: 'first-rule',
      sections: { ingress: { declared: false, isolates: false, rules: [] } },
    });
    expect(policy?.sections.egress).toMatchObject({ declared: true, isolates: false });
    expect(policy?.sections.egress.rules.map(({ action, path, ports }) => ({ action, path, ports }))).toEqual([
      { action: 'pass', path: 'spec.egress[0]', ports: { kind: 'all' } },
      {
        action: 'deny',
        path: 'spec.egress[1]',
        ports: {
          kind: 'some',
          ports: [
            { kind: 'numbers', protocol: 'TCP', first: 80, last: 80, range: false },
            { kind: 'name', protocol: 'TCP', name: 'web' },
            { kind: 'name', protocol: 'UDP', name: 'web' },
            { kind: 'name', protocol: 'SCTP', name: 'web' },
          ],
        },
      },
    ]);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['a misspelt spec field', admin({ ingres: [] }), [`${UNKNOWN} spec`]],
    ['the tier of v1alpha2', admin({ tier: 'Admin' }), [`${UNKNOWN} spec`]],
    ['no spec', { ...Object(admin({})), spec: undefined }, [`${MISSING} `]],
    ['no name', { ...Object(admin({})), metadata: {} }, [`${INVALID} metadata.name`]],
    ['another version', { ...Object(admin({})), apiVersion: 'policy.networking.k8s.io/v1' }, [`${INVALID} apiVersion`]],
    ['no priority', admin({ priority: undefined }), [`${INVALID} spec.priority`]],
    ['a priority below 0', admin({ priority: -1 }), [`${INVALID} spec.priority`]],
    ['a priority above 1000', admin({ priority: 1001 }), [`${INVALID} spec.priority`]],
    ['a priority as text', admin({ priority: '5' }), [`${INVALID} spec.priority`]],
    ['a broken priority', admin({ priority: 1.5 }), [`${INVALID} spec.priority`]],
    ['no subject', admin({ subject: null }), [`${INVALID} spec.subject`]],
    ['an empty subject', admin({ subject: {} }), [`${MISSING} spec.subject`]],
    ['a subject of both sorts', admin({ subject: { ...SUBJECT, pods: {} } }), [`${INVALID} spec.subject`]],
    [
      'pods without selectors',
      admin({ subject: { pods: {} } }),
      [`${MISSING} spec.subject.pods`, `${MISSING} spec.subject.pods`],
    ],
    [
      'the action of v1alpha2',
      admin({ egress: [{ action: 'Accept', to: [SUBJECT] }] }),
      [`${INVALID} spec.egress[0].action`],
    ],
    [
      'an inherited action',
      admin({ egress: [{ action: 'toString', to: [SUBJECT] }] }),
      [`${INVALID} spec.egress[0].action`],
    ],
    ['no peers', admin({ egress: [{ action: 'Deny' }] }), [`${MISSING} spec.egress[0]`]],
    ['an empty list of peers', admin({ egress: [{ action: 'Deny', to: [] }] }), [`${INVALID} spec.egress[0].to`]],
    ['peers that are no list', admin({ egress: [{ action: 'Deny', to: SUBJECT }] }), [`${INVALID} spec.egress[0].to`]],
    ['from in egress', admin({ egress: [{ action: 'Deny', from: [SUBJECT] }] }), [`${UNKNOWN} spec.egress[0]`]],
    [
      'a long name',
      admin({ egress: [{ name: 'x'.repeat(101), action: 'Deny', to: [SUBJECT] }] }),
      [`${INVALID} spec.egress[0].name`],
    ],
    [
      'networks in ingress',
      admin({ ingress: [{ action: 'Deny', from: [{ networks: ['::/0'] }] }] }),
      [`${UNKNOWN} spec.ingress[0].from[0]`],
    ],
    ['an empty peer', peer({}), [`${MISSING} ${AT}`]],
    ['a peer of nulls', peer({ namespaces: null }), [`${MISSING} ${AT}`]],
    ['a peer of two sorts', peer({ namespaces: {}, nodes: {} }), [`${INVALID} ${AT}`]],
    ['an empty list of networks', peer({ networks: [] }), [`${INVALID} ${AT}.networks`]],
    ['a network twice', peer({ networks: ['::/0', '::/0'] }), [`${INVALID} ${AT}.networks[1]`]],
    ['26 networks', peer({ networks: networks(26) }), [`${INVALID} ${AT}.networks`]],
    ['25 networks', peer({ networks: networks(25) }), []],
    ['an address for a network', peer({ networks: ['10.0.0.1'] }), [`${INVALID} ${AT}.networks[0]`]],
    ['IPv4 inside IPv6', peer({ networks: ['::ffff:10.0.0.0/104'] }), [`${INVALID} ${AT}.networks[0]`]],
    ['a domain name', peer({ domainNames: ['*.example.com', 'example.com.'] }), []],
    ['a domain name in a Pass', peer({ domainNames: ['example.com'] }, 'Pass'), [`${INVALID} spec.egress[0].action`]],
    ['one label for a domain name', peer({ domainNames: ['localhost'] }), [`${INVALID} ${AT}.domainNames[0]`]],
    ['a star inside a domain name', peer({ domainNames: ['a.*.com'] }), [`${INVALID} ${AT}.domainNames[0]`]],
    [
      'an empty list of ports',
      admin({ ingress: [{ action: 'Deny', from: [SUBJECT], ports: [] }] }),
      [`${INVALID} spec.ingress[0].ports`],
    ],
    ['an empty port', port({}), [`${MISSING} ${PORT}`]],
    ['a port of two sorts', port({ portNumber: { port: 1 }, namedPort: 'a' }), [`${INVALID} ${PORT}`]],
    ['a port of v1', port({ port: 80 }), [`${UNKNOWN} ${PORT}`]],
    ['a port out of range', port({ portNumber: { port: 65536 } }), [`${INVALID} ${PORT}.portNumber.port`]],
    [
      'an unknown protocol',
      port({ portNumber: { port: 1, protocol: 'ICMP' } }),
      [`${INVALID} ${PORT}.portNumber.protocol`],
    ],
    ['a range of one port', port({ portRange: { start: 80, end: 80 } }), [`${INVALID} ${PORT}.portRange.end`]],
    ['half a range', port({ portRange: { start: 80 } }), [`${INVALID} ${PORT}.portRange.end`]],
    ['a number for a name', port({ namedPort: 80 }), [`${INVALID} ${PORT}.namedPort`]],
    [
      'a named port beside nodes',
      admin({ egress: [{ action: 'Deny', to: [{ nodes: {} }, SUBJECT], ports: [{ namedPort: 'a' }] }] }),
      [`${MISSING} spec.egress[0]`],
    ],
    ['101 rules', admin({ egress: rules(101) }), [`${INVALID} spec.egress`]],
    ['100 rules', admin({ egress: rules(100) }), []],
    ['a Map for a selector', admin({ subject: { namespaces: new Map() } }), [`${INVALID} spec.subject.namespaces`]],
    ['its own prototype', admin(JSON.parse('{"__proto__": {}}')), [`${UNKNOWN} spec`]],
  ])('says what is wrong with %s', (_, manifest, problems) => {
    expect(problemsOf(manifest)).toEqual(problems);
  });

  it('bounds its complaints about endless lists', () => {
    const endless = Array.from({ length: 100_000 }, () => 'x');

    expect(problemsOf(peer({ networks: endless })).length).toBeLessThan(100);
    expect(problemsOf(admin({ ingress: endless })).length).toBeLessThan(1000);
  });

  it('says it in words', () => {
    const { diagnostics } = compiled([peer({ service: 'x' }), peer({ networks: ['10.0.0.1/8'] })]);

    expect(diagnostics.map(formatDiagnostic)).toEqual([
      'policies.yaml#0: AdminNetworkPolicy p cannot be read: spec.egress[0].to[0] has the unknown field "service"; write one of namespaces, pods, nodes, networks, domainNames; until then verdicts in its reach are unknown [policy-unknown-field]',
      'policies.yaml#1: AdminNetworkPolicy p has the block 10.0.0.1/8 with bits outside its prefix, used as 10.0.0.0/8; write 10.0.0.0/8 [policy-host-bits]',
      'policies.yaml#1: AdminNetworkPolicy p is given more than once, the last one counts; keep one of them [policy-duplicate]',
    ]);
  });
});

describe('what is left of an unreadable AdminNetworkPolicy', () => {
  const broken = [{ action: 'Deny', from: [{}] }];

  it('keeps a sound subject and the directions that have rules', () => {
    const subject = { namespaces: { matchLabels: { team: 'a' } } };
    const [policy] = compiled([admin({ subject, ingress: broken, egress: [] })]).unreadable;

    expect(policy?.directions).toEqual(['ingress']);
    expect(policy?.subjects.namespaces).toMatchObject({ kind: 'selected', selector: [{ key: 'team' }] });
  });

  it.each<[string, unknown]>([
    ['its spec has an unknown field', admin({ ingress: broken, strict: true })],
    ['it is of another version', { ...Object(admin({ ingress: broken })), apiVersion: 'policy.networking.k8s.io/v9' }],
    ['it has an unknown field beside spec', { ...Object(admin({ ingress: broken })), rules: [] }],
    ['it has no spec', { ...Object(admin({})), spec: 7 }],
  ])('is every pod, both ways, where %s', (_, manifest) => {
    const [policy] = compiled([manifest]).unreadable;

    expect(policy).toMatchObject({ subjects: { namespaces: { kind: 'all' } }, directions: ['ingress', 'egress'] });
  });

  it('is every pod where its subject is unsound', () => {
    const [policy] = compiled([admin({ subject: { namespaces: { labels: {} } }, egress: rules(1) })]).unreadable;

    expect(policy).toMatchObject({ subjects: { namespaces: { kind: 'all' } }, directions: ['egress'] });
  });
});

describe('BaselineAdminNetworkPolicy', () => {
  it('stands in the baseline tier', () => {
    const [policy] = compiled([baseline({ egress: rules(1) })]).policies;

    expect(policy).toMatchObject({ name: 'BaselineAdminNetworkPolicy default', order: 0, tier: { name: 'baseline' } });
  });

  it.each<[string, unknown, readonly string[]]>([
    ['another name', baseline({}, 'other'), [`${INVALID} metadata.name`]],
    ['a priority', baseline({ priority: 1 }), [`${UNKNOWN} spec`]],
    ['a Pass', baseline({ egress: [{ action: 'Pass', to: [SUBJECT] }] }), [`${INVALID} spec.egress[0].action`]],
    [
      'domain names',
      baseline({ egress: [{ action: 'Allow', to: [{ domainNames: ['example.com'] }] }] }),
      [`${UNKNOWN} spec.egress[0].to[0]`],
    ],
  ])('does not take %s', (_, manifest, problems) => {
    expect(problemsOf(manifest)).toEqual(problems);
  });
});

function networks(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `10.${index}.0.0/16`);
}

function rules(count: number): readonly unknown[] {
  return Array.from({ length: count }, () => ({ action: 'Deny', to: [{ namespaces: {} }] }));
}
