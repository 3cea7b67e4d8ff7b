// The CiliumNetworkPolicy that names nodes, for what NetworkPolicies have no words for on Cilium.
import { compareBy, uniqueSorted } from '../base/order.ts';
import type { Direction } from '../policy/model.ts';
import type { Inexpressible } from './expressible.ts';
import { formatPolicyYaml } from './manifest-yaml.ts';
import { selectorManifest } from './manifests.ts';
import { policyNames } from './policy-names.ts';
import type { Subject } from './subjects.ts';

/**
 * The own node and all others: which of them a connection came from, no policy can say ("host: The host entity includes
 * the local host. … remote-node: Any node in any of the connected clusters other than the local host", docs.cilium.io,
 * layer 3).
 */
const NODE_ENTITIES = ['host', 'remote-node'];

/** `group`: the connections of the subject with nodes. */
export function nodeEntitiesYaml(subject: Subject, group: readonly Inexpressible[]): string {
  const ingress = portsOf(group, 'ingress');
  const egress = portsOf(group, 'egress');
  const name = policyNames([subject]).get(subject.id) ?? '';
  return formatPolicyYaml({
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: `${name}-nodes`, namespace: subject.namespace },
    spec: {
      endpointSelector: selectorManifest(subject.selector),
      ...(ingress.length > 0 && { ingress: [{ fromEntities: NODE_ENTITIES, toPorts: [{ ports: ingress }] }] }),
      ...(egress.length > 0 && { egress: [{ toEntities: NODE_ENTITIES, toPorts: [{ ports: egress }] }] }),
    },
  });
}

interface CiliumPort {
  readonly port: string;
  readonly protocol: string;
}

function portsOf(group: readonly Inexpressible[], wanted: Direction): readonly CiliumPort[] {
  const texts = group.flatMap(({ direction, kept }) =>
    direction === wanted ? [`${kept.connection.port}/${kept.connection.protocol}`] : [],
  );
  return uniqueSorted(texts)
    .map((text) => {
      const [port = '', protocol = ''] = text.split('/');
      return { port, protocol };
    })
    .sort(compareBy(({ port }) => Number(port)));
}
