// What the proof asks about a kept connection to an external address of a Service: the pods behind it as well.
import type { Endpoint } from '../connections/connection.ts';
import { canonicalAddress } from '../net/address.ts';
import type { PolicyEndpoint, PolicyQuery } from '../policy/model.ts';
import type { KeptConnection } from './eligible.ts';
import { targetPorts } from './health-checks.ts';
import type { Proof } from './proof.ts';

/** None where no Service has the server's address with the port. In the order of Services, subjects and their pods. */
export function outsideQuestions({ connection }: KeptConnection, proof: Proof): readonly PolicyQuery[] {
  const { cluster, probes } = proof;
  const { client, server, protocol, port } = connection;
  const address = singleAddress(server);
  if (address === undefined) return [];
  const outside = probes.ofAddress(address);
  const clients = probes.ofEndpoint(client).map(probes.asClient);
  return cluster.services
    .filter((service) => service.clusterAddresses.length > 0 && service.externalAddresses.includes(address))
    .flatMap((service) => {
      const ports = service.ports.filter((own) => own.protocol === protocol && own.port === port);
      if (ports.length === 0) return [];
      const behind = cluster.subjects.flatMap((subject) =>
        targetPorts({ ...service, ports }, subject).flatMap((target) =>
          subject.members.flatMap((member) =>
            probes.ofWorkload(member).map((pod): Backend => ({ server: pod, port: target.port })),
          ),
        ),
      );
      const reason = `nothing is known to stand behind svc/${service.meta.namespace}/${service.meta.name}`;
      const nobody: Backend = { server: { kind: 'unidentified', reason }, port };
      const via = { addresses: [address], port, outside };
      return clients.flatMap((from) =>
        (behind.length === 0 ? [nobody] : behind).map((backend) => ({ client: from, ...backend, protocol, via })),
      );
    });
}

interface Backend {
  readonly server: PolicyEndpoint;
  readonly port: number;
}

function singleAddress(server: Endpoint): string | undefined {
  if (server.kind === 'node') return server.address;
  const [text = '', prefix] = server.kind === 'external' ? server.cidr.split('/') : [];
  return prefix === '32' || prefix === '128' ? canonicalAddress(text) : undefined;
}
