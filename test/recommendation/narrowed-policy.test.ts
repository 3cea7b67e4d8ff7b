// An entry is needed or not as in its whole policy, though it is asked with only those peers that can be the other side.
import { describe, expect, it } from 'vitest';
import { describeCluster } from '../../lib/recommendation/cluster.ts';
import { selectEligible } from '../../lib/recommendation/eligible.ts';
import type { IngressRuleManifest, NetworkPolicyManifest, PeerManifest } from '../../lib/recommendation/manifests.ts';
import { synthesize } from '../../lib/recommendation/synthesize.ts';
import { verify } from '../../lib/recommendation/verify.ts';
import { connection, DNS, input, workload } from './records.ts';

const WEB = workload('shop/Deployment/web', { app: 'web' }, { addresses: ['10.1.0.1'] });
const API = workload('shop/Deployment/api', { app: 'api' }, { addresses: ['10.1.0.2'] });
const ON_NODE_1 = workload('shop/DaemonSet/agent', { app: 'agent' }, { hostNetwork: true, addresses: ['10.0.0.7'] });
/** Not on the node of the others: a pod is never held back from its own node. */
const AGENT = { ...ON_NODE_1, variants: ON_NODE_1.variants.map((variant) => ({ ...variant, nodes: ['n7'] })) };

type Rules = readonly IngressRuleManifest[];

interface Case {
  readonly dataplane: string;
  /** To the API's pods. */
  readonly calls: readonly string[];
  /** Of the ingress rules of the API's policy. */
  readonly change: (rules: Rules) => Rules;
}

/** What the proof says of the entries of the recommendation after the change. */
function worthAfter({ dataplane, calls, change }: Case) {
  const connections = calls.map((client) => connection(`${client} -> ${API.id} TCP/8080`));
  const given = input({ workloads: [WEB, API, AGENT], connections, dataplane });
  const cluster = describeCluster({ ...given, includeSystem: false });
  const { kept } = selectEligible(connections, cluster, 'fan-in');
  const good = synthesize({ cluster, dns: DNS, kept, widen: (block) => block, maxPolicies: undefined });
  const policies = good.policies.map((policy): NetworkPolicyManifest => {
    const { metadata, spec } = policy;
    return metadata.name === 'api' ? { ...policy, spec: { ...spec, ingress: change(spec.ingress ?? []) } } : policy;
  });
  const { verification, findings } = verify({ cluster, dns: DNS, kept, synthesis: { ...good, policies } });
  const unneeded = findings.find(({ kind }) => kind === 'rule-not-needed')?.evidence.entries ?? [];
  return { unneeded, unknown: verification.rulesUnknown ?? 0 };
}

/** Into the one rule that there is. */
function withPeers(change: (peers: readonly PeerManifest[]) => readonly PeerManifest[]): Case['change'] {
  return (rules) => rules.map((rule) => ({ ...rule, from: change(rule.from ?? []) }));
}

describe('the worth of an entry', () => {
  const all: PeerManifest = { podSelector: {} };

  it.each([
    { name: 'before it', change: withPeers((peers) => [all, ...peers]) },
    { name: 'after it', change: withPeers((peers) => [...peers, all]) },
  ])('is none where a wider peer of its rule stands $name', ({ change }) => {
    const worth = worthAfter({ dataplane: 'upstream', calls: [WEB.id], change });

    expect(worth).toEqual({ unneeded: [`shop/api ingress ${WEB.id}`], unknown: 0 });
  });

  it.each([
    { dataplane: 'upstream', unknown: 0 },
    // It does not say what it makes of blocks in ingress rules.
    { dataplane: 'cce-tunnel,nodes=met,kubernetes=1.29', unknown: 1 },
  ])('is unknown for $unknown entries beside the block of others on $dataplane', ({ dataplane, unknown }) => {
    const others: PeerManifest = { ipBlock: { cidr: '192.0.2.0/24' } };
    const change: Case['change'] = (rules) => rules.flatMap((rule) => [rule, { ...rule, from: [others] }]);

    expect(worthAfter({ dataplane, calls: [WEB.id], change })).toEqual({ unneeded: [], unknown });
  });

  it.each([
    // "Treated the same as all other traffic to/from the node IP" (concepts page): no selector sees the pod.
    { dataplane: 'upstream', unneeded: [] },
    { dataplane: 'eks,nodes=met', unneeded: ['shop/api ingress 10.0.0.7/32'] },
    { dataplane: 'ovn-kubernetes', unneeded: ['shop/api ingress 10.0.0.7/32'] },
  ])('of a node beside a selector of its hostNetwork pod on $dataplane: unneeded $unneeded', (row) => {
    const selected: PeerManifest = { podSelector: { matchLabels: { app: 'agent' } } };
    const change = withPeers((peers) => [...peers, selected]);

    const worth = worthAfter({ dataplane: row.dataplane, calls: ['node:n7=10.0.0.7'], change });

    expect(worth).toEqual({ unneeded: row.unneeded, unknown: 0 });
  });
});
