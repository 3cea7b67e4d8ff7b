// What one side of a pair opens on a port: by names and ranges of ports, and to those whom rules about other ports select.
import { describe, expect, it } from 'vitest';
import type { Workload } from '../../lib/identity/workload.ts';
import { describeCluster } from '../../lib/recommendation/cluster.ts';
import type { NetworkPolicyManifest } from '../../lib/recommendation/manifests.ts';
import { synthesize } from '../../lib/recommendation/synthesize.ts';
import { verify } from '../../lib/recommendation/verify.ts';
import { COREDNS, DNS, input, workload } from './records.ts';

const HTTP = { name: 'http', protocol: 'TCP', port: 80, hostPort: undefined } as const;
const ADMIN = { name: 'admin', protocol: 'TCP', port: 81, hostPort: undefined } as const;
const DB = workload('shop/Deployment/db', { app: 'db' }, { addresses: ['10.1.0.3'], ports: [HTTP, ADMIN] });
/** Like CoreDNS to all policies but for its labels, and after it in the list of pods. Nothing isolates either. */
const METRICS = workload('kube-system/Deployment/metrics', { app: 'metrics' }, { addresses: ['10.1.0.54'] });
const STRANGERS = ['192.0.2.1', '198.51.100.1', '2001:db8::1', '203.0.113.1'];

interface Case {
  readonly workloads: readonly Workload[];
  readonly dataplane: string;
  /** The one policy that stands beside the recommended ones, of any API. */
  readonly manifest: object;
}

/** What the standing policy allows beyond the recommended ones, where all else is closed but egress to the ports 80 and 81. */
function allowedBy({ workloads, dataplane, manifest }: Case): unknown {
  const given = input({ workloads, connections: [], dataplane });
  const standing = [{ place: { source: 'test' }, manifest }];
  const cluster = { ...describeCluster({ ...given, includeSystem: false }), standing };
  const synthesis = synthesize({ cluster, dns: DNS, kept: [], widen: (block) => block, maxPolicies: undefined });
  const policies = synthesis.policies.flatMap((policy): NetworkPolicyManifest[] => {
    const { metadata } = policy;
    if (metadata.name !== 'default-deny') return [policy];
    const ports = [80, 81].map((port) => ({ protocol: 'TCP' as const, port }));
    const spec = { podSelector: {}, policyTypes: ['Egress'] as const, egress: [{ to: [{ podSelector: {} }], ports }] };
    return [policy, { ...policy, metadata: { ...metadata, name: 'open' }, spec }];
  });
  const { verification, findings } = verify({ cluster, dns: DNS, kept: [], synthesis: { ...synthesis, policies } });
  expect(verification).toMatchObject({ allowedBeyondObserved: 0 });
  return findings.flatMap(({ kind, evidence }) => (kind === 'standing-policy-allows' ? [evidence.first] : []));
}

function toDb(clients: readonly string[], port: string) {
  return clients.map((client) => `${client} -> ${DB.id} ${port}`);
}

function calicoRule(rule: object): object {
  return {
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    metadata: { name: 'http' },
    spec: {
      ...{ order: 10, selector: "app == 'db'", types: ['Ingress'] },
      ingress: [{ action: 'Allow', protocol: 'TCP', destination: { ports: ['http'] }, ...rule }],
    },
  };
}

const CILIUM_RANGE = {
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { name: 'range', namespace: 'shop' },
  spec: {
    endpointSelector: { matchLabels: { app: 'db' } },
    ingress: [{ fromEntities: ['all'], toPorts: [{ ports: [{ port: '80', endPort: 81, protocol: 'TCP' }] }] }],
  },
};

/**
 * The selector is about another port than the block, whose exception holds CoreDNS and the metrics. Recommended policies
 * have no exceptions and take the place of all others of this API: the proof takes what it is given.
 */
const EXCEPTION = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'exception', namespace: 'shop' },
  spec: {
    podSelector: { matchLabels: { app: 'db' } },
    policyTypes: ['Ingress'],
    ingress: [
      {
        from: [{ ipBlock: { cidr: '10.1.0.0/16', except: ['10.1.0.48/28'] } }],
        ports: [{ protocol: 'TCP', port: 80 }],
      },
      { ports: [{ protocol: 'TCP', port: 80 }] },
      { from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'metrics' } } }], ports: [{ port: 5432 }] },
    ],
  },
};

describe('an open side', () => {
  it('is open at the port of the name, and at no other that a name could mean', () => {
    const found = allowedBy({ workloads: [DB], dataplane: 'upstream', manifest: calicoRule({}) });

    expect(found).toEqual([toDb([...STRANGERS, COREDNS.id, DB.id], 'TCP/80')]);
  });

  it('is open to the one that a rule with the name of a port selects', () => {
    const manifest = calicoRule({ source: { selector: "app == 'metrics'" } });

    const found = allowedBy({ workloads: [DB, METRICS], dataplane: 'upstream', manifest });

    expect(found).toEqual([toDb([METRICS.id], 'TCP/80')]);
  });

  it('is open at the first port of a range, where the dataplane takes no notice of its end', () => {
    const found = allowedBy({ workloads: [DB], dataplane: 'cilium@1.15', manifest: CILIUM_RANGE });

    expect(found).toEqual([toDb([...STRANGERS, COREDNS.id, DB.id], 'TCP/80')]);
  });

  it('is open to whom a selector of another port takes out of the exception of a block', () => {
    const found = allowedBy({ workloads: [DB, METRICS], dataplane: 'eks,nodes=met', manifest: EXCEPTION });

    const selected = ['TCP/5432', 'TCP/80'].flatMap((port) => toDb([METRICS.id], port));
    expect(found).toEqual([[...toDb(STRANGERS, 'TCP/80'), ...selected, ...toDb([DB.id], 'TCP/80')]]);
  });
});
