// The ports that snapshots declare, from each of their sources.
import { describe, expect, it } from 'vitest';
import { declaredPorts } from '../../lib/identity/listeners.ts';
import type { EndpointSlice, Snapshot } from '../../lib/sources/kubernetes-objects.ts';
import { pod, service, snapshot } from './cluster-builders.ts';

/** `shop/Pod/web TCP 80 container` */
function listed(changes: Partial<Snapshot>): readonly string[] {
  return declaredPorts([snapshot(10, changes)]).map(({ holder, protocol, port, source }) => {
    const name =
      'id' in holder ? holder.id : 'name' in holder ? holder.name : 'address' in holder ? holder.address : '*';
    return `${name} ${protocol} ${port} ${source}`;
  });
}

const HTTP = { name: 'http', protocol: 'TCP', port: 8080, hostPort: undefined } as const;
const HOST = { name: undefined, protocol: 'UDP', port: 53, hostPort: 5353 } as const;

function slice(podName: string | undefined): EndpointSlice {
  return {
    meta: pod({ name: 'web-slice' }).meta,
    serviceName: 'web',
    ports: [{ protocol: 'TCP', port: 8080 }],
    endpoints: [{ addresses: ['10.0.0.1'], podName, nodeName: 'node-1' }],
  };
}

function servicePort(targetPort: number | string, nodePort?: number) {
  return { name: undefined, protocol: 'TCP' as const, port: 80, targetPort, nodePort };
}

const WEB = pod({ labels: { app: 'web', tier: 'front' }, ports: [HTTP] });
const CONTAINER = 'shop/Pod/web TCP 8080 container';

describe('declaredPorts', () => {
  it.each<[string, Partial<Snapshot>, readonly string[]]>([
    ['container ports', { pods: [WEB] }, [CONTAINER]],
    [
      'host ports, which are the node’s',
      { pods: [pod({ ports: [HOST] })] },
      ['node-1 UDP 5353 host-port', 'shop/Pod/web UDP 53 container'],
    ],
    [
      'ports of hostNetwork pods, which are the node’s',
      { pods: [pod({ hostNetwork: true, ports: [HTTP] })] },
      ['node-1 TCP 8080 container'],
    ],
    [
      'nothing of a hostNetwork pod without a node',
      { pods: [pod({ hostNetwork: true, nodeName: undefined, ports: [HTTP] })] },
      [],
    ],
    [
      'probes by number and by name',
      { pods: [pod({ ports: [HTTP], probePorts: [9000, 'http', 'none', '8081'] })] },
      [CONTAINER, 'shop/Pod/web TCP 8080 probe', 'shop/Pod/web TCP 8081 probe', 'shop/Pod/web TCP 9000 probe'],
    ],
    ['endpoint slices', { pods: [pod()], endpointSlices: [slice('web')] }, ['shop/Pod/web TCP 8080 endpoint-slice']],
    ['no endpoint whose pod is gone', { pods: [pod()], endpointSlices: [slice('gone')] }, []],
    [
      'endpoints that are no pods, such as the API server',
      { endpointSlices: [slice(undefined)] },
      ['10.0.0.1 TCP 8080 endpoint-slice'],
    ],
    [
      'services by number',
      { pods: [WEB], services: [service({ selector: { app: 'web' }, ports: [servicePort(9999)] })] },
      [CONTAINER, 'shop/Pod/web TCP 9999 service'],
    ],
    [
      'services by name',
      { pods: [WEB], services: [service({ selector: { app: 'web' }, ports: [servicePort('http')] })] },
      [CONTAINER, 'shop/Pod/web TCP 8080 service'],
    ],
    [
      'no service by a name the pod lacks',
      { pods: [WEB], services: [service({ selector: { app: 'web' }, ports: [servicePort('grpc')] })] },
      [CONTAINER],
    ],
    [
      'no service that selects by more than the pod has',
      { pods: [WEB], services: [service({ selector: { app: 'web', tier: 'back' }, ports: [servicePort(1)] })] },
      [CONTAINER],
    ],
    [
      'no service of another namespace',
      { pods: [WEB], services: [service({ namespace: 'other', selector: { app: 'web' }, ports: [servicePort(1)] })] },
      [CONTAINER],
    ],
    [
      'no service without a selector',
      {
        pods: [WEB],
        services: [service({ ports: [servicePort(1)] }), service({ selector: {}, ports: [servicePort(1)] })],
      },
      [CONTAINER],
    ],
    [
      'node ports, which every node has',
      { services: [service({ ports: [servicePort(1, 30080)] })] },
      ['* TCP 30080 node-port'],
    ],
  ])('%s', (_what, changes, expected) => {
    expect(listed(changes)).toEqual(expected);
  });

  it('tells equal names of different protocols apart', () => {
    const ports = [{ ...HTTP, name: 'dns', protocol: 'UDP' as const, port: 53 }];
    const selector = { app: 'web' };
    const changes = {
      pods: [pod({ labels: selector, ports })],
      services: [service({ selector, ports: [servicePort('dns')] })],
    };

    expect(listed(changes)).toEqual(['shop/Pod/web UDP 53 container']);
  });

  it('lists each once over all snapshots, by number', () => {
    const low = { ...HTTP, port: 443 };

    const ports = declaredPorts([snapshot(10, { pods: [WEB] }), snapshot(20, { pods: [pod({ ports: [HTTP, low] })] })]);

    expect(ports.map(({ port }) => port)).toEqual([443, 8080]);
  });
});
