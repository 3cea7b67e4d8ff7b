import { describe, expect, it } from 'vitest';
import type { Connection, Endpoint } from '../../lib/connections/connection.ts';
import { describeCluster } from '../../lib/recommendation/cluster.ts';
import { selectEligible } from '../../lib/recommendation/eligible.ts';
import { COREDNS, connection, workload } from './records.ts';

const WORKLOADS = [
  workload('shop/Deployment/web', { app: 'web' }),
  workload('shop/Deployment/api', { app: 'api' }),
  workload('ops/DaemonSet/agent', { app: 'agent' }, { hostNetwork: true, addresses: ['10.0.0.1'] }),
  workload('kube-system/Deployment/metrics', { app: 'metrics' }),
  COREDNS,
];
const WEB_API = 'shop/Deployment/web -> shop/Deployment/api TCP/8080';
const UNKNOWN: Endpoint = { kind: 'unknown', address: '10.1.9.9', reason: 'ambiguous' };
const SERVICE: Endpoint = { kind: 'service', namespace: 'shop', name: 'api', address: '172.20.0.9' };

function select(one: Connection, includeSystem = false) {
  const cluster = describeCluster({ workloads: WORKLOADS, namespaces: [], includeSystem });
  return selectEligible([one], cluster, 'fan-in');
}

describe('selectEligible', () => {
  it.each([
    { reason: 'unanswered', one: connection(WEB_API, { outcome: 'unanswered' }) },
    { reason: 'rejected', one: connection(WEB_API, { outcome: 'rejected' }) },
    { reason: 'weak-evidence', one: connection(WEB_API, { evidence: 'port-range' }) },
    { reason: 'unknown-endpoint', one: connection(WEB_API, { client: UNKNOWN }) },
    { reason: 'unknown-endpoint', one: connection(WEB_API, { server: UNKNOWN }) },
    { reason: 'service-address', one: connection(WEB_API, { server: SERVICE }) },
    { reason: 'unknown-workload', one: connection('shop/Deployment/gone -> shop/Deployment/api TCP/8080') },
    { reason: 'not-expressible', one: connection('shop/Deployment/web -> example TCP/443') },
    { reason: 'not-expressible', one: connection('shop/Deployment/web -> node:a=nowhere TCP/443') },
    { reason: 'not-expressible', one: connection('shop/Deployment/web -> shop/Deployment/api TCP/0') },
    { reason: 'not-selectable', one: connection('node:a=10.0.0.9 -> 192.0.2.1/32 TCP/443') },
    { reason: 'not-selectable', one: connection('ops/DaemonSet/agent -> 192.0.2.1/32 TCP/443') },
    { reason: 'system-namespace', one: connection('kube-system/Deployment/metrics -> node:a=10.0.0.9 TCP/10250') },
  ])('leaves out as $reason', ({ reason, one }) => {
    expect(select(one)).toEqual({ kept: [], leftOut: [{ connection: one, reason }] });
  });

  it.each([
    {
      name: 'between workloads',
      one: connection(WEB_API),
      client: 'shop/Deployment/web',
      server: 'shop/Deployment/api',
    },
    {
      name: 'one way',
      one: connection(WEB_API, { outcome: 'oneway' }),
      client: 'shop/Deployment/web',
      server: 'shop/Deployment/api',
    },
    {
      name: 'with just enough evidence',
      one: connection(WEB_API, { evidence: 'fan-in' }),
      client: 'shop/Deployment/web',
      server: 'shop/Deployment/api',
    },
    {
      name: 'to the outside',
      one: connection('shop/Deployment/web -> 192.0.2.1/32 TCP/443'),
      client: 'shop/Deployment/web',
      server: undefined,
    },
    {
      name: 'from a node',
      one: connection('node:a=10.0.0.9 -> shop/Deployment/web TCP/80'),
      client: undefined,
      server: 'shop/Deployment/web',
    },
    {
      name: 'from a hostNetwork pod',
      one: connection('ops/DaemonSet/agent -> shop/Deployment/web TCP/80'),
      client: undefined,
      server: 'shop/Deployment/web',
    },
    {
      name: 'from a system namespace',
      one: connection('kube-system/Deployment/metrics -> shop/Deployment/web TCP/80'),
      client: undefined,
      server: 'shop/Deployment/web',
    },
  ])('keeps $name', ({ one, client, server }) => {
    const [kept] = select(one).kept;

    expect([kept?.client?.id, kept?.server?.id]).toEqual([client, server]);
  });

  it('writes policies for system workloads on request', () => {
    const one = connection('kube-system/Deployment/metrics -> node:a=10.0.0.9 TCP/10250');

    expect(select(one, true).kept[0]?.client?.id).toBe('kube-system/Deployment/metrics');
  });
});
