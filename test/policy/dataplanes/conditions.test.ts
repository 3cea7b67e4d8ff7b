// Findings about a dataplane: what is named, what no export shows, and that every code is in the catalogue.
import { describe, expect, it } from 'vitest';
import { CONDITIONS } from '../../../lib/policy/dataplanes/conditions.ts';
import { PRECONDITIONS, SIZE_LIMITS } from '../../../lib/policy/dataplanes/preconditions.ts';
import { DATAPLANE_NAMES } from '../../../lib/policy/profiles/dataplane-argument.ts';
import { FINDINGS } from '../../docs/codes.ts';
import { choose, clusterPod, node } from './cluster.ts';

const OWNED = { owner: 'web' };

describe('the conditions', () => {
  it('are of dataplanes that there are, with a code of the catalogue and a source', () => {
    const codes = FINDINGS.map(({ code }) => code);

    for (const { code, dataplanes, source, asks, mend } of CONDITIONS) {
      expect(codes).toContain(code);
      expect(DATAPLANE_NAMES).toEqual(expect.arrayContaining([...dataplanes]));
      for (const text of [source, asks, mend]) expect(text).toMatch(/^\S.*[^.]$/);
    }
    for (const { dataplanes } of [...PRECONDITIONS, ...SIZE_LIMITS])
      expect(DATAPLANE_NAMES).toEqual(expect.arrayContaining([...dataplanes]));
  });
});

describe('findings', () => {
  it('name the nodes, the first ones in the message and all that fit in the evidence', () => {
    const nodes = ['d', 'c', 'b', 'a'].map((name) => node(name, { kernelVersion: '4.14.1' }));

    const [finding] = choose('eks,policies=on', { nodes }).findings;

    expect(finding).toMatchObject({
      ...{ code: 'dataplane-kernel', severity: 'high', subject: 'eks' },
      evidence: { names: ['a', 'b', 'c', 'd'], count: 4 },
    });
    expect(finding?.message).toContain('the kernel of its node, 4.14.1, is older than 5.10 (nodes a, b, c and 1 more)');
  });

  it('name the pods, but not those on the network of their node, nor finished ones', () => {
    const nodes = [node('n1', { kernelVersion: '6.1.0' })];
    const pods = [
      clusterPod('shop/bare', { nodeName: 'n1' }),
      clusterPod('shop/host', { nodeName: 'n1', hostNetwork: true }),
      clusterPod('shop/done', { nodeName: 'n1', phase: 'Succeeded' }),
      clusterPod('shop/web', { nodeName: 'n1', ...OWNED }),
    ];

    const findings = choose('eks', { nodes, pods }).findings.filter(({ code }) => code === 'dataplane-standalone-pod');

    expect(findings.map(({ evidence }) => evidence.names)).toEqual([['shop/bare']]);
  });

  it.each([
    ['ack-poseidon', 'is ticked in the Poseidon add-on'],
    ['ack-terway-iptables', 'switched on in the Terway component'],
    ['cce-vpc,kubernetes=1.31.6-r0', 'DataPlane V2 was enabled when the cluster was created'],
    ['eks', 'enableNetworkPolicy'],
  ])('of %s list once what no export shows, until it is answered', (text, asks) => {
    const nodes = [
      node('n1', { kernelVersion: '6.1.0', labels: text === 'ack-poseidon' ? { type: 'virtual-kubelet' } : {} }),
    ];
    const notSeen = (argument: string) =>
      choose(argument, { nodes }).findings.filter(({ code }) => code === 'dataplane-not-seen');

    expect(notSeen(text).map(({ message }) => message.includes(asks))).toEqual([true]);
    expect(notSeen(`${text},policies=on`).some(({ message }) => message.includes(asks))).toBe(false);
  });

  it('list the kernel among what is not seen where nodes do not say it', () => {
    const [finding] = choose('eks,policies=on', { nodes: [node('n1')] }).findings;

    expect(finding).toMatchObject({ code: 'dataplane-not-seen', severity: 'info' });
    expect(finding?.message).toContain('the agent needs kernel 5.10');
    expect(finding?.mend).toContain('kernel=VERSION');
  });

  it.each([
    [250, 20_000, []],
    [251, 20_000, ['dataplane-size']],
    [250, 20_001, ['dataplane-size']],
  ])('of Azure NPM with %d nodes and %d pods: %j', (nodeCount, podCount, expected) => {
    const nodes = Array.from({ length: nodeCount }, (_, index) => node(`n${index}`));
    const pods = Array.from({ length: podCount }, (_, index) => clusterPod(`shop/p${index}`, OWNED));

    expect(choose('azure-npm', { nodes, pods }).findings.map(({ code }) => code)).toEqual(expected);
  });

  it.each([
    ['cilium', ['low']],
    ['cilium@1.16', []],
    ['cilium@latest-ish', undefined],
    ['azure-cilium', ['low']],
    ['azure-cilium,kubernetes=1.32', []],
    ['calico', ['info']],
    ['cce-turbo', ['medium']],
  ])('of %s say which version is missing: %j', (text, severities) => {
    if (severities === undefined) {
      expect(() => choose(text)).toThrow('is no version');
      return;
    }
    const missing = choose(text).findings.filter(({ code }) => code === 'dataplane-version-unknown');

    expect(missing.map(({ severity }) => severity)).toEqual(severities);
  });

  it('ask nothing of Terway on nodes that are not its own', () => {
    const nodes = [node('n1', { labels: { type: 'virtual-kubelet' } })];

    expect(JSON.stringify(choose('ack-terway-ebpf', { nodes }).findings)).not.toContain('kernel 4.19');
  });

  it('leave out what a second dataplane settles', () => {
    const unseen = (text: string) => JSON.stringify(choose(text).findings);

    expect(unseen('ack-terway-iptables')).toContain('Poseidon polices them');
    expect(unseen('ack-poseidon+ack-terway-iptables')).not.toContain('Poseidon polices them');
  });

  it('are one where policies are switched off', () => {
    const nodes = [node('n1', { labels: { 'k8s.aliyun.com/exclusive-mode-eni-type': 'eniOnly' } })];

    expect(choose('ack-terway-iptables,policies=off', { nodes }).findings.map(({ code }) => code)).toEqual([
      'dataplane-policies-off',
    ]);
  });

  it('are none for the API text', () => {
    expect(choose('upstream', { nodes: [node('n1', { operatingSystem: 'windows' })] }).findings).toEqual([]);
  });
});
