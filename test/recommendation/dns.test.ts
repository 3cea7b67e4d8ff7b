import { describe, expect, it } from 'vitest';
import { findDns } from '../../lib/recommendation/dns.ts';
import type {
  ContainerPort,
  EndpointSlice,
  Labels,
  ObjectMeta,
  Pod,
  Service,
  ServicePort,
} from '../../lib/sources/kubernetes-objects.ts';
import { workload } from './records.ts';

function meta(namespace: string, name: string, labels: Labels = {}): ObjectMeta {
  return {
    namespace,
    name,
    uid: name,
    labels,
    owner: undefined,
    creationSeconds: undefined,
    deletionSeconds: undefined,
  };
}

function pod(
  namespace: string,
  name: string,
  labels: Labels,
  record: { readonly address: string; readonly ports?: readonly ContainerPort[] },
): Pod {
  return {
    meta: meta(namespace, name, labels),
    nodeName: 'node-1',
    hostNetwork: false,
    phase: 'Running',
    addresses: [record.address],
    hostAddresses: ['10.0.0.1'],
    startSeconds: undefined,
    finishedSeconds: undefined,
    ports: record.ports ?? [],
    probePorts: [],
  };
}

function service(
  namespace: string,
  name: string,
  record: {
    readonly labels?: Labels;
    readonly selector?: Labels;
    readonly target?: number | string;
    readonly port?: number;
  },
): Service {
  const ports: readonly ServicePort[] = [
    { name: 'dns', protocol: 'UDP', port: record.port ?? 53, targetPort: record.target ?? 53, nodePort: undefined },
    { name: 'metrics', protocol: 'TCP', port: 9153, targetPort: 9153, nodePort: undefined },
  ];
  return {
    meta: meta(namespace, name, record.labels),
    type: 'ClusterIP',
    selector: record.selector,
    clusterAddresses: ['172.20.0.10'],
    externalAddresses: [],
    ports,
  };
}

const LABELS = { 'k8s-app': 'kube-dns' };
const COREDNS = workload('kube-system/Deployment/coredns', LABELS, { addresses: ['10.1.0.53'] });
const PODS = [pod('kube-system', 'coredns-1', LABELS, { address: '10.1.0.53' })];
const NOTHING = { services: [], endpointSlices: [], pods: PODS, workloads: [COREDNS] };

function portsOf(number: number) {
  return [
    { protocol: 'TCP', port: number },
    { protocol: 'UDP', port: number },
  ];
}

describe('findDns', () => {
  it.each([
    { name: 'by name', one: service('kube-system', 'kube-dns', { selector: LABELS }) },
    { name: 'by its other name', one: service('kube-system', 'coredns', { selector: LABELS }) },
    { name: 'by label', one: service('kube-system', 'names', { selector: LABELS, labels: LABELS }) },
  ])('finds the Service $name, and opens TCP beside UDP', ({ one }) => {
    expect(findDns({ ...NOTHING, services: [one] })).toMatchObject({
      found: true,
      workloads: [COREDNS.id],
      ports: portsOf(53),
    });
  });

  it.each([
    { name: 'no Service', services: [] },
    { name: "an application's own", services: [service('shop', 'coredns', { selector: LABELS })] },
    {
      name: 'a Service without port 53',
      services: [service('kube-system', 'kube-dns', { selector: LABELS, port: 5353 })],
    },
    { name: 'a Service without pods', services: [service('kube-system', 'kube-dns', { selector: { app: 'none' } })] },
  ])('does not find $name', ({ services }) => {
    expect(findDns({ ...NOTHING, services })).toMatchObject({ found: false, workloads: [] });
  });

  it('takes the number of the pods, not of the Service', () => {
    const labels = { 'dns.operator.openshift.io/daemonset-dns': 'default' };
    const ports = [{ name: 'dns', protocol: 'UDP', port: 5353, hostPort: undefined }] as const;
    const dns = findDns({
      services: [service('openshift-dns', 'dns-default', { selector: labels, target: 'dns' })],
      endpointSlices: [],
      pods: [pod('openshift-dns', 'dns-1', labels, { address: '10.1.0.54', ports })],
      workloads: [workload('openshift-dns/DaemonSet/dns-default', labels, { addresses: ['10.1.0.54'] })],
    });

    expect(dns.ports).toEqual(portsOf(5353));
  });

  it('falls back on the EndpointSlice where no container names the port', () => {
    const slice: EndpointSlice = {
      meta: meta('kube-system', 'kube-dns-x'),
      serviceName: 'kube-dns',
      ports: [
        { protocol: 'UDP', port: 1053 },
        { protocol: 'TCP', port: 9153 },
      ],
      endpoints: [{ addresses: ['10.1.0.53'], podName: 'coredns-1', nodeName: 'node-1' }],
    };
    const services = [service('kube-system', 'kube-dns', { target: 'dns' })];

    expect(findDns({ ...NOTHING, services, endpointSlices: [slice] })).toMatchObject({
      found: true,
      ports: portsOf(1053),
    });
  });

  it('is not misled by a workload that had the address before', () => {
    const former = workload('kube-system/Job/migrate', { app: 'migrate' }, { addresses: ['10.1.0.53'] });
    const services = [service('kube-system', 'kube-dns', { selector: LABELS })];

    expect(findDns({ ...NOTHING, services, workloads: [former, COREDNS] }).workloads).toEqual([COREDNS.id]);
  });

  it('opens the link-local address of node-local caches', () => {
    const cache = pod('kube-system', 'node-local-dns-1', { 'k8s-app': 'node-local-dns' }, { address: '10.0.0.1' });

    expect(findDns({ ...NOTHING, pods: [...PODS, cache] })).toMatchObject({
      localBlocks: ['169.254.20.10/32'],
      cacheAddresses: ['10.0.0.1'],
    });
  });
});
