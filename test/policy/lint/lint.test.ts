import { describe, expect, it } from 'vitest';
import { LINT_CHECKS } from '../../../lib/policy/lint/checks.ts';
import { FIRST_CASES } from './cases-of-peers.ts';
import { MORE_CASES } from './cases-of-policies.ts';
import { DNS, DNS_PEER, egress, ingress, TCP_53, TO_API, UDP_53 } from './lint-parts.ts';
import { lint, said } from './lint-world.ts';

const CASES = [...FIRST_CASES, ...MORE_CASES];

describe('lint of policies', () => {
  describe.each(CASES)('$code: $what', ({ code, found, says, silent }) => {
    it('is found', () => {
      expect(said(code, found)).toEqual([typeof says === 'string' ? says : expect.stringMatching(says)]);
    });

    it('is not found where there is nothing to find', () => {
      expect(silent.map((world) => said(code, world))).toEqual(silent.map(() => []));
    });
  });

  it('has a case for every check', () => {
    expect(new Set(CASES.map(({ code }) => code))).toEqual(new Set(LINT_CHECKS.map(({ code }) => code)));
  });

  it('says nothing of an empty cluster, of policies that are in order, and of a cluster that is not known', () => {
    const plain = egress({ to: [TO_API] }, { to: [DNS_PEER], ports: [UDP_53, TCP_53] });

    expect(lint({ policies: [] })).toEqual([]);
    expect(lint({ policies: [plain], dns: DNS })).toEqual([]);
  });

  it('makes one finding of all that it has to say about a policy: the gravest, its place, and where else', () => {
    const [finding, ...others] = lint({
      policies: [
        ingress(
          { ports: [{ port: 'http' }] },
          { ports: [{ port: 1, endPort: 3 }] },
          { ports: [{ port: 5, endPort: 9 }] },
        ),
      ],
      dataplane: 'ovn-kubernetes',
    }).filter(({ code }) => code !== 'lint-port-name-undeclared');
    const ranges = lint({
      policies: [ingress({ ports: [{ port: 1, endPort: 3 }] }, { ports: [{ port: 5, endPort: 9 }] })],
      dataplane: 'weave',
    });

    expect([finding?.code, finding?.place, others]).toEqual(['lint-named-port', { source: 'policies.yaml#0' }, []]);
    expect(ranges).toEqual([
      {
        code: 'lint-end-port',
        severity: 'high',
        subject: 'shop/p',
        place: { source: 'policies.yaml#0' },
        message: 'port 1-3/TCP: Weave Net takes 1 alone (and 1 more of the kind)',
        mend: 'write each port on its own',
        evidence: { at: ['spec.ingress[0]', 'spec.ingress[1]'], cases: 2 },
      },
    ]);
  });

  it('names the namespace that is meant', () => {
    const [finding] = lint({
      policies: [ingress({ from: [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }] })],
    });

    expect(finding?.mend).toBe(
      'write kubernetes.io/metadata.name: monitoring, which every namespace carries, or label the namespace',
    );
  });
});

describe('pods that are not known', () => {
  it('are not said to be selected by nothing', () => {
    const policies = [ingress()];

    expect(lint({ policies, pods: 'unknown', dns: DNS })).toEqual([]);
    expect(lint({ policies, pods: [] }).map(({ code }) => code)).toEqual(['lint-selects-nothing']);
  });
});
