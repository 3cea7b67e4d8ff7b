// Questions about an address that a load balancer or external IP gives to a Service: the pods behind it are asked as well.
import type { Endpoint } from '../connections/connection.ts';
import { addressBits, parseAddress } from '../net/address.ts';
import type { PolicyEndpoint, PolicyQuery, QueryProtocol } from '../policy/model.ts';
import type { ReportService } from './document.ts';
import type { AskService } from './service-queries.ts';

export interface OutsideQuestion {
  /** What the client named. */
  readonly server: Endpoint;
  readonly protocol: QueryProtocol;
  /** The Service's own. */
  readonly port: number;
  readonly client: Endpoint;
  /** The pieces of the client towards a server. */
  readonly clientsTo: (server: Endpoint) => readonly PolicyEndpoint[];
  /** What the server is where nothing translates its address. */
  readonly outside: () => PolicyEndpoint;
}

/** Undefined where no Service has the address with that port. */
export type AskOutside = (question: OutsideQuestion) => readonly PolicyQuery[] | undefined;

/** Several Services may share an address, and do where their ports differ. */
export function makeAskOutside(services: readonly ReportService[], askService: AskService): AskOutside {
  const byBlock = byOutsideAddress(services);
  return ({ server, protocol, port, client, clientsTo, outside }) => {
    const block = blockOf(server);
    const found = block === undefined ? undefined : byBlock.get(block)?.get(`${protocol}/${port}`);
    if (block === undefined || found === undefined) return undefined;
    const endpoint = outside();
    return found.flatMap((service): readonly PolicyQuery[] => {
      const asked = askService({ service, protocol, port, client, clientsTo, outside: endpoint });
      if (asked.kind === 'queries') return asked.queries;
      // Nobody to be seen behind it: pods that are not known yet, or none.
      const address = block.slice(0, block.indexOf('/'));
      const nobody: Endpoint = { kind: 'unknown', address, reason: 'unassigned' };
      const via = { addresses: [address], port, outside: endpoint };
      const unidentified: PolicyEndpoint = { kind: 'unidentified', reason: asked.reason };
      return clientsTo(nobody).map((from) => ({ client: from, server: unidentified, protocol, port, via }));
    });
  };
}

type ByPort = Map<string, ReportService[]>;

/** A Service without a ClusterIP is translated by nobody. */
function byOutsideAddress(services: readonly ReportService[]): ReadonlyMap<string, ByPort> {
  const byBlock = new Map<string, ByPort>();
  for (const service of services) {
    if (service.addresses.length === 0) continue;
    for (const address of service.externalAddresses ?? []) {
      const block = hostBlock(address);
      const byPort: ByPort = byBlock.get(block) ?? new Map();
      byBlock.set(block, byPort);
      for (const { protocol, port } of service.ports) {
        const key = `${protocol}/${port}`;
        byPort.set(key, [...(byPort.get(key) ?? []), service]);
      }
    }
  }
  return byBlock;
}

/** Single addresses only; a node may hold what a Service is reached by. */
function blockOf(server: Endpoint): string | undefined {
  if (server.kind === 'external') return server.cidr;
  return server.kind === 'node' ? hostBlock(server.address) : undefined;
}

function hostBlock(address: string): string {
  return `${address}/${addressBits(parseAddress(address)?.family ?? 4)}`;
}
