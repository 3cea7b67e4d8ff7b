// What a snapshot keeps of each kind of object, and what damage costs.
import { describe, expect, it } from 'vitest';
import { parseSnapshot } from '../../lib/sources/parse-snapshot.ts';

const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'a' } } };

function parse(...items: readonly unknown[]) {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [NAMESPACE, ...items] });
  return parseSnapshot({ text, source: 'snap.json', timeSeconds: 1000 });
}

function podManifest(changes: { metadata?: object; spec?: object; status?: object } = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'shop', name: 'web-1', uid: 'u1', ...changes.metadata },
    spec: { nodeName: 'n1', containers: [], ...changes.spec },
    status: { phase: 'Running', podIP: '10.0.0.1', ...changes.status },
  };
}

describe('parseSnapshot, pods', () => {
  it('keeps what the stages use', () => {
    const { snapshot, diagnostics } = parse(
      podManifest({
        metadata: {
          labels: { app: 'web' },
          creationTimestamp: '2026-11-01T00:00:00Z',
          deletionTimestamp: '2026-11-01T01:00:30Z',
          ownerReferences: [
            { apiVersion: 'x/v1', kind: 'Watcher', name: 'w', uid: 'w' },
            {
              apiVersion: 'apps/v1',
              kind: 'ReplicaSet',
              name: 'web-5d',
              uid: 'rs',
              controller: true,
              blockOwnerDeletion: true,
            },
          ],
        },
        spec: {
          containers: [
            {
              name: 'c',
              ports: [
                { name: 'http', containerPort: 8080 },
                { containerPort: 53, protocol: 'UDP', hostPort: 5353 },
              ],
              readinessProbe: { httpGet: { port: 'http', path: '/' } },
              livenessProbe: { tcpSocket: { port: 8080 } },
              startupProbe: { grpc: { port: 9090 } },
            },
          ],
          initContainers: [
            { name: 'sidecar', restartPolicy: 'Always', ports: [{ containerPort: 15001 }] },
            { name: 'once', ports: [{ containerPort: 1 }] },
          ],
        },
        status: {
          podIPs: [{ ip: '10.0.0.1' }, { ip: '2001:DB8::0:1' }],
          hostIP: '10.0.0.9',
          startTime: '2026-11-01T00:00:05Z',
        },
      }),
    );

    const created = Date.UTC(2026, 10, 1) / 1000;
    expect(diagnostics).toEqual([]);
    expect(snapshot.pods).toEqual([
      {
        meta: {
          namespace: 'shop',
          name: 'web-1',
          uid: 'u1',
          labels: { app: 'web' },
          owner: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5d', uid: 'rs' },
          creationSeconds: created,
          deletionSeconds: created + 3630,
        },
        nodeName: 'n1',
        hostNetwork: false,
        phase: 'Running',
        addresses: ['10.0.0.1', '2001:db8::1'],
        hostAddresses: ['10.0.0.9'],
        startSeconds: created + 5,
        finishedSeconds: undefined,
        ports: [
          { name: 'http', protocol: 'TCP', port: 8080, hostPort: undefined },
          { name: undefined, protocol: 'UDP', port: 53, hostPort: 5353 },
          { name: undefined, protocol: 'TCP', port: 15001, hostPort: undefined },
        ],
        probePorts: [8080, 'http', 9090],
      },
    ]);
  });

  const ended = (at: string | undefined) => ({ state: { terminated: { exitCode: 0, finishedAt: at } } });

  it.each([
    [
      'the last of its containers',
      { phase: 'Succeeded', containerStatuses: [ended('1970-01-01T00:05:00Z'), ended('1970-01-01T00:04:00Z')] },
      300,
    ],
    ['only if the pod is over', { phase: 'Running', containerStatuses: [ended('1970-01-01T00:05:00Z')] }, undefined],
    ['unknown where no container says', { phase: 'Failed', containerStatuses: null }, undefined],
    ['unknown where it is null', { phase: 'Failed', containerStatuses: [ended(undefined)] }, undefined],
  ])('finished: %s', (_what, status, seconds) => {
    expect(parse(podManifest({ status })).snapshot.pods[0]?.finishedSeconds).toBe(seconds);
  });

  it.each([
    [
      'a pending pod without addresses',
      { status: { phase: 'Pending', podIP: '', podIPs: [{ ip: '' }], hostIP: null } },
    ],
    ['no status', { status: null }],
    ['labels that are null', { metadata: { labels: null, ownerReferences: null } }],
  ])('reads %s', (_what, changes) => {
    const { snapshot, diagnostics } = parse({
      ...podManifest(),
      ...('status' in changes && changes.status === null ? changes : podManifest(changes)),
    });

    expect(diagnostics).toEqual([]);
    expect(snapshot.pods).toHaveLength(1);
  });

  it.each([
    ['no name', podManifest({ metadata: { name: '' } }), 'metadata.name'],
    ['an address that is none', podManifest({ status: { podIP: '10.0.0.256' } }), 'status.podIP'],
    [
      'a port that cannot be',
      podManifest({ spec: { containers: [{ ports: [{ containerPort: 70000 }] }] } }),
      'spec.containers.0.ports.0.containerPort',
    ],
    [
      'a protocol that nobody knows',
      podManifest({ spec: { containers: [{ ports: [{ containerPort: 1, protocol: 'tcp' }] }] } }),
      'protocol',
    ],
    ['labels that are a list', podManifest({ metadata: { labels: ['a'] } }), 'metadata.labels'],
    ['a label that is a number', podManifest({ metadata: { labels: { a: 1 } } }), 'metadata.labels.a'],
    ['a time that is none', podManifest({ status: { startTime: 'yesterday' } }), 'status.startTime'],
    ['no spec', { ...podManifest(), spec: 'none' }, 'spec'],
    ['metadata that is text', { ...podManifest(), metadata: 'web' }, 'metadata'],
  ])('leaves out a pod with %s, and says so', (_what, manifest, path) => {
    const good = podManifest({ metadata: { name: 'good', uid: 'u2' } });
    const { snapshot, diagnostics } = parse(manifest, good);

    expect(snapshot.pods.map(({ meta }) => meta.name)).toEqual(['good']);
    expect(diagnostics).toMatchObject([{ code: 'object-damaged', place: { source: 'snap.json' } }]);
    expect(diagnostics[0]?.message).toContain(path);
  });

  it('names the damaged object', () => {
    const { diagnostics } = parse(podManifest({ status: { podIP: 'x' } }), podManifest({ metadata: { uid: 'u2' } }));

    expect(diagnostics[0]?.message).toContain('Pod "shop/web-1"');
  });

  it.each([
    ['9', '10', 'second'],
    ['10', '9', 'first'],
    ['10', '10', 'second'],
    ['x', '1', 'second'],
    [undefined, undefined, 'second'],
    ['99999999999999999998', '99999999999999999997', 'first'],
  ])('of one uid twice, with versions %s and %s, the %s counts', (first, second, expected) => {
    const { snapshot } = parse(
      podManifest({ metadata: { resourceVersion: first, labels: { is: 'first' } } }),
      podManifest({ metadata: { uid: 'u2', name: 'other' } }),
      podManifest({ metadata: { resourceVersion: second, labels: { is: 'second' } } }),
    );

    expect(snapshot.pods.map(({ meta }) => meta.labels.is)).toEqual([expected, undefined]);
  });

  it('tells pods without uid apart by name and creation', () => {
    const manifest = podManifest({ metadata: { uid: undefined } });
    const { snapshot } = parse(manifest, manifest, podManifest({ metadata: { uid: '', name: 'web-2' } }));

    expect(snapshot.pods.map(({ meta }) => meta.uid)).toEqual(['shop/web-1@', 'shop/web-2@']);
  });

  it('takes prototype keys for labels like any other, or leaves them out', () => {
    const text = JSON.stringify(podManifest()).replace('"uid"', '"labels":{"__proto__":"x","constructor":"y"},"uid"');
    const { snapshot } = parseSnapshot({ text, source: 's', timeSeconds: 0 });

    expect(Object.getPrototypeOf(snapshot.pods[0]?.meta.labels)).toBe(Object.prototype);
    expect(snapshot.pods[0]?.meta.labels.constructor).toBe('y');
  });
});

describe('parseSnapshot, what tells dataplanes apart', () => {
  it('keeps runtime class and service account where the pod names them', () => {
    const named = { spec: { runtimeClassName: 'kata', serviceAccountName: 'web' } };
    const [first, second] = parse(podManifest(named), podManifest({ metadata: { uid: 'u2' } })).snapshot.pods;

    expect([first?.runtimeClass, first?.serviceAccount]).toEqual(['kata', 'web']);
    expect(second).not.toHaveProperty('runtimeClass');
    expect(second).not.toHaveProperty('serviceAccount');
  });

  it.each([
    ['kube-system', true],
    ['kube-flannel', true],
    ['openshift-ovn-kubernetes', true],
    ['calico-system', true],
    ['shop', false],
    ['weaver', false],
  ])('keeps the images of pods in %s: %s', (namespace, kept) => {
    const spec = { containers: [{ name: 'agent', image: 'quay.io/cilium/cilium:v1.16.3' }, { name: 'unnamed' }] };
    const [pod] = parse(podManifest({ metadata: { namespace }, spec })).snapshot.pods;

    expect(pod?.images).toEqual(kept ? [{ container: 'agent', image: 'quay.io/cilium/cilium:v1.16.3' }] : undefined);
  });
});

describe('parseSnapshot, other objects', () => {
  it('keeps namespaces with the label that the control plane sets', () => {
    expect(parse().snapshot.namespaces).toEqual([
      { name: 'shop', labels: { team: 'a', 'kubernetes.io/metadata.name': 'shop' } },
    ]);
  });

  it('keeps nodes with their addresses, not their names', () => {
    const { snapshot } = parse({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n1', creationTimestamp: '1970-01-01T00:01:00Z' },
      spec: { podCIDR: '10.1.0.0/24', podCIDRs: ['10.1.0.0/24', '2001:db8::/64'] },
      status: {
        addresses: [
          { type: 'InternalIP', address: '10.0.0.9' },
          { type: 'Hostname', address: '10.0.0.8' },
        ],
      },
    });

    expect(snapshot.nodes).toEqual([
      {
        name: 'n1',
        labels: {},
        addresses: ['10.0.0.9'],
        podCidrs: ['10.1.0.0/24', '2001:db8::/64'],
        creationSeconds: 60,
      },
    ]);
  });

  it('keeps what the kubelet says of its node, which cloud it is of, and the keys of its taints', () => {
    const { snapshot } = parse({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n1' },
      spec: {
        providerID: 'cn-hangzhou.i-1',
        taints: [{ key: 'virtual-kubelet.io/provider', value: 'alibabacloud', effect: 'NoSchedule' }],
      },
      status: {
        nodeInfo: {
          kubeletVersion: 'v1.30.1-aliyun.1',
          kernelVersion: '5.10.134-16.1.al8.x86_64',
          osImage: 'Alibaba Cloud Linux 3',
          operatingSystem: 'linux',
          containerRuntimeVersion: 'containerd://1.6.28',
          machineID: 'not read',
        },
      },
    });

    expect(snapshot.nodes).toEqual([
      {
        name: 'n1',
        labels: {},
        addresses: [],
        podCidrs: [],
        creationSeconds: undefined,
        kubeletVersion: 'v1.30.1-aliyun.1',
        kernelVersion: '5.10.134-16.1.al8.x86_64',
        osImage: 'Alibaba Cloud Linux 3',
        operatingSystem: 'linux',
        containerRuntime: 'containerd://1.6.28',
        providerId: 'cn-hangzhou.i-1',
        taints: ['virtual-kubelet.io/provider'],
      },
    ]);
  });

  it('keeps services with their target ports', () => {
    const { snapshot } = parse({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: 'shop', name: 'api', uid: 's' },
      spec: {
        type: 'LoadBalancer',
        selector: { app: 'api' },
        clusterIP: '10.96.0.1',
        clusterIPs: ['10.96.0.1'],
        externalIPs: ['203.0.113.1'],
        ports: [
          { port: 80, targetPort: 'http', nodePort: 30080 },
          { name: 'dns', port: 53, protocol: 'UDP' },
        ],
      },
      status: { loadBalancer: { ingress: [{ hostname: 'lb.example' }, { ip: '203.0.113.2' }] } },
    });

    expect(snapshot.services[0]).toMatchObject({
      type: 'LoadBalancer',
      selector: { app: 'api' },
      clusterAddresses: ['10.96.0.1'],
      externalAddresses: ['203.0.113.1', '203.0.113.2'],
      ports: [
        { protocol: 'TCP', port: 80, targetPort: 'http', nodePort: 30080 },
        { protocol: 'UDP', port: 53, targetPort: 53, nodePort: undefined },
      ],
    });
  });

  it('finds no address in a headless service', () => {
    const spec = { clusterIP: 'None', clusterIPs: ['None'] };
    const { snapshot } = parse({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'db' }, spec });

    expect(snapshot.services[0]).toMatchObject({ clusterAddresses: [], selector: undefined, ports: [] });
  });

  it('keeps endpoint slices with the pods behind them', () => {
    const { snapshot } = parse({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { namespace: 'shop', name: 'api-x', labels: { 'kubernetes.io/service-name': 'api' } },
      addressType: 'IPv4',
      endpoints: [
        { addresses: ['10.0.0.1'], nodeName: 'n1', targetRef: { kind: 'Pod', name: 'api-1' } },
        { addresses: ['192.0.2.1'] },
      ],
      ports: [{ port: 8080, protocol: 'TCP', name: 'http' }, { port: null }],
    });

    expect(snapshot.endpointSlices[0]).toMatchObject({
      serviceName: 'api',
      ports: [{ protocol: 'TCP', port: 8080 }],
      endpoints: [
        { addresses: ['10.0.0.1'], podName: 'api-1', nodeName: 'n1' },
        { addresses: ['192.0.2.1'], podName: undefined, nodeName: undefined },
      ],
    });
  });

  it('keeps controllers of the kinds that owner chains need, and passes over all others', () => {
    const object = (apiVersion: string, kind: string) => ({
      apiVersion,
      kind,
      metadata: { name: kind, namespace: 'shop' },
    });
    const { snapshot, diagnostics } = parse(
      object('apps/v1', 'ReplicaSet'),
      object('batch/v1', 'CronJob'),
      object('argoproj.io/v1alpha1', 'Rollout'),
      object('v1', 'ConfigMap'),
      object('serving.knative.dev/v1', 'Service'),
    );

    expect(snapshot.controllers.map(({ kind }) => kind)).toEqual(['ReplicaSet', 'CronJob', 'Rollout']);
    expect(snapshot.services).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['snapshot-incomplete']);
  });

  it('keeps policies of every API raw, even damaged ones', () => {
    const policy = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: 7, spec: 'broken' };
    const cilium = { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy' };

    expect(parse(policy, cilium).snapshot.policies).toEqual([
      { place: { source: 'snap.json' }, manifest: policy },
      { place: { source: 'snap.json' }, manifest: cilium },
    ]);
  });

  it.each([
    ['no pods', { kind: 'List', items: [NAMESPACE] }, ['the snapshot holds no pods']],
    ['nothing', { kind: 'List', items: [] }, ['the snapshot holds no pods', 'the snapshot holds no namespaces']],
  ])('says what is required where there is %s', (_what, list, messages) => {
    const { diagnostics } = parseSnapshot({ text: JSON.stringify(list), source: 's', timeSeconds: 0 });

    expect(diagnostics.map(({ message }) => message)).toEqual(messages);
  });
});
