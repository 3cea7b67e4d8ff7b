// Current policies of the `test` profile: every selector and port form the API has, some right, some that break a connection.
import type { Dependency, WorkloadSpec } from './model.ts';
import type { OddWorkloads } from './odd-workloads.ts';
import type { Random } from './random.ts';
import { KUBE_DNS, on, pods, podsOf, policy } from './specs.ts';

interface PolicyRequest {
  readonly odd: OddWorkloads;
  readonly ordinary: readonly WorkloadSpec[];
  readonly calls: readonly Dependency[];
  readonly random: Random;
}

const DNS_RULE = { to: [podsOf('kube-system', KUBE_DNS)], ports: [on(53, 'UDP'), on(53)] };

export function randomPolicies({ odd, ordinary, random }: PolicyRequest): object[] {
  const chosen = random.shuffle(ordinary).slice(0, 6);
  return [...oddPolicies(odd), ...chosen.map((spec, index) => ordinaryPolicy(spec, index, random))];
}

function oddPolicies(odd: OddWorkloads): object[] {
  const { web, api, postgres, redis, edge, rollout, agent, seldom, prometheus } = odd;
  return [
    // Right, by a named port, and true for the canary as well.
    policy(`${web.namespace}/web`, {
      podSelector: { matchLabels: { app: 'web' } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [podsOf(edge.namespace, edge.labels), podsOf(prometheus.namespace, prometheus.labels)],
          ports: [on('http')],
        },
      ],
    }),
    // The port of the Service instead of the pod's.
    policy(`${api.namespace}/api`, {
      podSelector: {
        matchExpressions: [
          { key: 'app', operator: 'In', values: ['api', 'api-v2'] },
          { key: 'track', operator: 'NotIn', values: ['canary'] },
        ],
      },
      policyTypes: ['Ingress'],
      ingress: [{ from: [podsOf(web.namespace, { app: 'web' })], ports: [on(9000)] }],
    }),
    // A namespace label that nobody set.
    policy(`${postgres.namespace}/pg-main`, {
      podSelector: { matchExpressions: [{ key: 'cnpg.io/cluster', operator: 'Exists' }] },
      policyTypes: ['Ingress'],
      ingress: [
        { from: [{ namespaceSelector: { matchLabels: { 'access/postgres': 'yes' } } }], ports: [on('postgresql')] },
        { from: [podsOf(api.namespace, api.labels)], ports: [on(5432)] },
      ],
    }),
    // A range that holds the real port, for everybody in the cluster.
    policy(`${redis.namespace}/redis`, {
      podSelector: { matchLabels: redis.labels },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ protocol: 'TCP', port: 6370, endPort: 6379 }] }],
    }),
    // Right at the edge: the whole VPC and nobody else.
    policy(`${edge.namespace}/gateway`, {
      podSelector: { matchLabels: edge.labels },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/16' } }], ports: [on('https')] }],
    }),
    // DNS over UDP alone.
    policy(`${rollout.namespace}/pricing`, {
      podSelector: { matchLabels: rollout.labels },
      policyTypes: ['Egress'],
      egress: [
        { to: [podsOf('kube-system', KUBE_DNS)], ports: [on(53, 'UDP')] },
        {
          to: [
            { namespaceSelector: {}, podSelector: { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] } },
          ],
        },
      ],
    }),
    // One of the peer's four addresses is in the exception.
    policy(`${agent.namespace}/log-agent`, {
      podSelector: { matchLabels: agent.labels },
      policyTypes: ['Egress'],
      egress: [
        DNS_RULE,
        {
          to: [{ ipBlock: { cidr: '203.0.113.0/28', except: ['203.0.113.13/32', '203.0.113.14/31'] } }],
          ports: [on(443)],
        },
      ],
    }),
    policy(`${seldom.namespace}/default-deny`, { podSelector: {}, policyTypes: ['Ingress'] }),
  ];
}

/** Isolates one ordinary service in one of three ways: closed to all, open to its namespace, or open on a wrong port. */
function ordinaryPolicy(spec: WorkloadSpec, index: number, random: Random): object {
  const port = spec.ports[0]?.port ?? 80;
  const subject = { podSelector: { matchLabels: spec.labels }, policyTypes: ['Ingress'] };
  const ingress = [
    [{ from: [{ podSelector: {} }], ports: [on(port)] }],
    [{ from: [{ namespaceSelector: {} }], ports: [on(port + (random.chance(0.5) ? 0 : 1))] }],
    [{ from: [pods({ tier: 'front' }), { namespaceSelector: { matchLabels: { env: 'prod' } } }] }],
  ][index % 3];
  return policy(`${spec.namespace}/${spec.name}`, { ...subject, ingress });
}
