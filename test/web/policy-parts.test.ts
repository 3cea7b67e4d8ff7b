// What the views of policies, what-if and explain decide without a browser.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { yamlTokens } from '../../lib/web/components/yaml-tokens.ts';
import { buildModel } from '../../lib/web/data/model.ts';
import { othersSentence } from '../../lib/web/views/explain/mend-words.ts';
import { endpointLabel, endpointNamed, parsePort, parseQuestion } from '../../lib/web/views/explain/question.ts';
import { lineDiff } from '../../lib/web/views/policies/line-diff.ts';
import { policyLimits } from '../../lib/web/views/policies/policy-limits.ts';
import { ruleEvidence } from '../../lib/web/views/policies/rule-evidence.ts';
import { yamlSegments } from '../../lib/web/views/policies/yaml-segments.ts';
import { changeSentence } from '../../lib/web/views/what-if/changes.ts';
import { withDocuments } from '../../lib/web/views/what-if/draft.ts';
import { API, connection, sampleDocument, WEB } from '../report/sample-document.ts';

describe('the tokens of a line of YAML', () => {
  it('are the line, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (line) => {
        expect(
          yamlTokens(line)
            .map(({ text }) => text)
            .join(''),
        ).toBe(line);
      }),
    );
  });

  it.each([
    ['  - port: 8080 # web', ['mark   - ', 'key port', 'mark :', 'number  8080', 'comment  # web']],
    ['kind: NetworkPolicy', ['key kind', 'mark :', 'text  NetworkPolicy']],
    ['- Egress', ['mark - ', 'text Egress']],
    ['---', ['mark ---']],
    ['cidr: 2001:db8::/32', ['key cidr', 'mark :', 'text  2001:db8::/32']],
    ['a: "x # y"', ['key a', 'mark :', 'text  "x # y"']],
    ['# note: this', ['comment # note: this']],
  ])('%j', (line, expected) => {
    expect(yamlTokens(line).map(({ kind, text }) => `${kind} ${text}`)).toEqual(expected);
  });
});

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
spec:
  podSelector: {}
  ingress:
    - from:
        - podSelector: {}
      ports:
        - protocol: TCP
          port: 80
    - ports:
        - protocol: UDP
          port: 53
  egress:
    - to:
        - ipBlock:
            cidr: 192.0.2.0/24
`;

describe('the segments of a policy', () => {
  it('are its rules and what stands between them', () => {
    expect(
      yamlSegments(POLICY).map((segment) => [
        segment.kind === 'rule' ? `${segment.direction} ${segment.rule}` : 'head',
        segment.lines.length,
        segment.lines[0],
      ]),
    ).toEqual([
      ['head', 5, 'apiVersion: networking.k8s.io/v1'],
      ['ingress 0', 5, '    - from:'],
      ['ingress 1', 3, '    - ports:'],
      ['head', 1, '  egress:'],
      ['egress 0', 3, '    - to:'],
    ]);
  });

  it.each([
    [POLICY],
    ['{}\n'],
    ['a: [\n'],
    ['spec: {ingress: [{}, {}]}\n'],
    ['spec:\n  ingress:\n    - {}\n    - {}\n'],
    [''],
  ])('are the text together: %j', (yaml) => {
    expect(
      yamlSegments(yaml)
        .flatMap(({ lines }) => lines)
        .join('\n'),
    ).toBe(yaml.replace(/\n$/, ''));
  });
});

describe('the difference of two texts', () => {
  const shown = (older: string, newer: string) =>
    lineDiff(older, newer).map((line) =>
      line.kind === 'gap' ? `${line.count} more` : `${line.kind} ${line.line} ${line.text}`,
    );

  it.each([
    ['a\nb\n', 'a\nc\n', ['same 1 a', 'removed 2 b', 'added 2 c']],
    ['', 'a\n', ['added 1 a']],
    ['a\n', '', ['removed 1 a']],
    ['a\n', 'a\n', ['1 more']],
    [
      '1\n2\n3\n4\n5\n6\nx\n',
      '1\n2\n3\n4\n5\n6\ny\n',
      ['3 more', 'same 4 4', 'same 5 5', 'same 6 6', 'removed 7 x', 'added 7 y'],
    ],
  ])('%j to %j', (older, newer, expected) => {
    expect(shown(older, newer)).toEqual(expected);
  });

  it('holds every line of both', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '  d: 1'), { maxLength: 12 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (older, newer) => {
        const lines = lineDiff(older, newer);
        const count = (...kinds: readonly string[]) =>
          lines.reduce((sum, line) => {
            if (line.kind === 'gap') return sum + (kinds.includes('same') ? line.count : 0);
            return sum + (kinds.includes(line.kind) ? 1 : 0);
          }, 0);
        const length = (whole: string) => (whole === '' ? 0 : whole.replace(/\n$/, '').split('\n').length);
        expect(count('same', 'removed')).toBe(length(older));
        expect(count('same', 'added')).toBe(length(newer));
      }),
    );
  });
});

const WEB_TO_API = 'workload shop/Deployment/web -> workload shop/Deployment/api TCP/8080';

describe('the evidence of a rule', () => {
  const usage = {
    policy: 'shop/api',
    direction: 'ingress',
    rule: 0,
    peer: 'app=web',
    ports: 'TCP/8080',
    purpose: 'observed',
  } as const;
  const model = buildModel(
    sampleDocument({
      connections: [
        connection({
          records: 2,
          firstSeen: '2026-11-01T02:00:00Z',
          lastSeen: '2026-11-01T03:00:00Z',
          evidence: 'syn',
        }),
        connection({
          port: 9090,
          records: 3,
          firstSeen: '2026-11-01T01:00:00Z',
          lastSeen: '2026-11-01T02:30:00Z',
          evidence: 'fan-in',
        }),
      ],
      ruleUsage: [
        { ...usage, connections: [WEB_TO_API, WEB_TO_API.replace('8080', '9090'), 'gone'] },
        { ...usage, rule: 1, connections: [], purpose: 'dns' },
      ],
    }),
  );

  it('is what all its connections together show, the weakest word first', () => {
    const { connections, missing, observed } = ruleEvidence(model, 'shop/api', 'ingress', 0);

    expect(connections).toHaveLength(2);
    expect(missing).toBe(1);
    expect(observed).toEqual({
      records: 5,
      firstSeen: '2026-11-01T01:00:00Z',
      lastSeen: '2026-11-01T03:00:00Z',
      weakest: 'fan-in',
    });
  });

  it('is nothing observed for DNS and for other rules', () => {
    expect(ruleEvidence(model, 'shop/api', 'ingress', 1).observed).toBeUndefined();
    expect(ruleEvidence(model, 'shop/api', 'egress', 0).entries).toEqual([]);
  });
});

describe('what a policy cannot know', () => {
  it('is about the workloads that it selects, the blindest pair first', () => {
    const limits = policyLimits(buildModel(sampleDocument()), ['shop/Deployment/web']);

    expect(limits.workloads.map(({ name }) => name)).toEqual(['web']);
    expect(limits.pairs.map(({ right }) => right)).toEqual(['shop/Deployment/web']);
    expect(limits.leftOut).toEqual([{ reason: 'nobody answered', count: 1 }]);
    expect(
      policyLimits(buildModel(sampleDocument()), ['shop/Deployment/api']).pairs.map(({ always }) => always),
    ).toEqual([true, false]);
  });
});

describe('the question of an address', () => {
  const model = buildModel(sampleDocument());

  it.each([
    ['workload shop/Deployment/web', WEB],
    ['shop/web', WEB],
    [' shop/Deployment/web ', WEB],
    ['10.0.0.7', API],
    ['10.0.0.1', { kind: 'node', name: 'node-a', address: '10.0.0.1' }],
    ['192.0.2.1', { kind: 'external', cidr: '192.0.2.1/32' }],
    ['external 192.0.2.0/24', { kind: 'external', cidr: '192.0.2.0/24' }],
    ['2001:db8::1', { kind: 'external', cidr: '2001:db8::1/128' }],
  ])('names an endpoint: %s', (text, expected) => {
    expect(endpointNamed(model, text)).toEqual(expected);
  });

  it.each(['', 'shop/nobody', '999.1.1.1', '__proto__'])('names nothing: %j', (text) => {
    expect(typeof endpointNamed(model, text)).toBe('string');
  });

  it.each([
    ['8080', { protocol: 'TCP', port: 8080 }],
    ['53/udp', { protocol: 'UDP', port: 53 }],
    ['SCTP/9', { protocol: 'SCTP', port: 9 }],
    ['0', undefined],
    ['65536', undefined],
    ['80/81', undefined],
    ['http', undefined],
  ])('has the port %j', (text, expected) => {
    expect(parsePort(text, 'TCP')).toEqual(expected);
  });

  it('says which field cannot be asked', () => {
    const parsed = parseQuestion(model, { client: 'shop/web', server: 'nobody', port: 'x', protocol: 'TCP' });

    expect(parsed).toMatchObject({
      kind: 'unusable',
      problems: { server: expect.any(String), port: expect.any(String) },
    });
    expect(parseQuestion(model, { client: '', server: '', port: '', protocol: 'TCP' })).toEqual({ kind: 'empty' });
  });

  it('shows a name that leads back to the same endpoint', () => {
    for (const { id, endpoint } of model.endpoints) {
      if (endpoint.kind !== 'unknown') expect(endpointNamed(model, endpointLabel(model, id))).toEqual(endpoint);
    }
  });
});

describe('sentences', () => {
  const none = { blocked: 0, unknown: 0, allowed: 0, attempt: 0 };

  it.each([
    [none, 'No observed connection fares differently than under the current policies.'],
    [{ ...none, blocked: 1 }, '1 observed connection changes against the current policies: 1 would be blocked.'],
    [
      { ...none, blocked: 2, unknown: 1, allowed: 3 },
      '6 observed connections change against the current policies: 2 would be blocked, 1 becomes unknown, 3 become allowed.',
    ],
  ])('about changes: %j', (counts, expected) => {
    expect(changeSentence(counts, 'current')).toBe(expected);
  });

  it('about what a mend does beside', () => {
    expect(othersSentence({ allowed: 0, blocked: 0, unknown: 0 })).toBe('no other observed connection changes');
    expect(othersSentence({ allowed: 0, blocked: 1, unknown: 0 })).toBe(
      '1 other observed connection changes: 1 would be blocked',
    );
  });
});

describe('a draft', () => {
  it.each([
    ['', 'a: 1\n', 'a: 1\n'],
    ['a: 1', 'b: 2\n', 'a: 1\n---\nb: 2\n'],
    ['a: 1\n', 'b: 2\n', 'a: 1\n---\nb: 2\n'],
  ])('%j with %j', (text, more, expected) => {
    expect(withDocuments(text, more)).toBe(expected);
  });
});
