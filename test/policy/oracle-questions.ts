// Clusters and connections of the generators as the evaluators take them.
import { compilePolicies } from '../../lib/policy/compile.ts';
import type { CompiledPolicies } from '../../lib/policy/compiled.ts';
import type { PolicyEndpoint, PolicyQuery, QueryProtocol } from '../../lib/policy/model.ts';
import type { PodEndpoint } from '../../lib/policy/pod-match.ts';
import type { PolicyCluster } from '../oracle/policy-clusters.ts';
import type { OracleConnection, OracleParty } from '../oracle/policy-oracle.ts';

export function endpoint(party: OracleParty): PolicyEndpoint {
  if (party.kind === 'address') return party;
  if (party.kind === 'node') return { kind: 'node', name: party.name, addresses: [party.address] };
  const { node, address, ports, ...rest } = party;
  return {
    ...rest,
    addresses: [address],
    nodeName: node,
    ports: ports.map((port) => ({ ...port, protocol: port.protocol as 'TCP' | 'UDP' | 'SCTP', hostPort: undefined })),
  };
}

export function question({ client, server, protocol, port }: OracleConnection): PolicyQuery {
  return { client: endpoint(client), server: endpoint(server), protocol: protocol as QueryProtocol, port };
}

/** `listed`: the namespaces that the snapshot shows. */
export function compileCluster(
  { world }: Pick<PolicyCluster, 'world'>,
  listed: readonly string[] = Object.keys(world.namespaces),
  pods?: readonly PodEndpoint[],
): CompiledPolicies {
  const documents = world.policies.map((manifest) => ({ place: { source: 'random' }, manifest }));
  const namespaces = listed.map((name) => ({ name, labels: world.namespaces[name] ?? {} }));
  return compilePolicies({ documents, namespaces, pods });
}
