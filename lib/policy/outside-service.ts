// Connections to a Service by the address that the world uses: who translates it, and whom the pods see, is not known.
import { uniqueSorted } from '../base/order.ts';
import type { Direction, DirectionVerdict, PolicyEndpoint, PolicyQuery } from './model.ts';
import type { Dataplane } from './profiles/dataplane.ts';

export type JudgeSide = (query: PolicyQuery, direction: Direction) => DirectionVerdict;

export function isOutsideService({ via }: PolicyQuery): boolean {
  return via?.outside !== undefined;
}

/**
 * Each side in every way that the connection may go. `query.server` is a pod behind the Service.
 *
 * Client: "it is not defined whether this happens before or after NetworkPolicy processing" (concepts page, ipBlock). Some
 * proxies cut the way short to the pods, others leave it to the load balancer (`ipMode` of its status, KEP 1860).
 *
 * Server: where the way is cut short, kube-proxy still puts the node in the client's place for a Service of policy Cluster
 * ("If we are using non-local endpoints we need to masquerade, in case we cross nodes"); a load balancer may put itself.
 */
export function judgeOutsideService(
  judge: JudgeSide,
  query: PolicyQuery,
  dataplane: Dataplane,
): Readonly<Record<Direction, DirectionVerdict>> {
  const { via, ...direct } = query;
  const { outside: server = query.server, port = query.port } = via ?? {};
  const asAddress = judge({ ...direct, server, port }, 'egress');
  const asPod = isJudgedUntranslated(query.client, dataplane) ? asAddress : judge(query, 'egress');
  const asItself = judge(query, 'ingress');
  const asOther = judge({ ...query, client: STAND_IN }, 'ingress');
  return {
    egress: asPod.kind === asAddress.kind ? joined(asPod, asAddress) : doubtful(asPod, asAddress, UNCLEAR_SERVER),
    ingress:
      asItself.kind === 'allowed' && asOther.kind === 'allowed'
        ? joined(asItself, asOther)
        : // The stand-in may be the pod's own node, which is always let in: a denial is never certain.
          doubtful(asItself, asOther, UNCLEAR_CLIENT),
  };
}

const UNCLEAR_SERVER =
  'an external address of a Service may be judged as an outside address or as the pods behind it, and policies do not treat these alike';
const UNCLEAR_CLIENT =
  'by an external address of a Service the client may come as itself, or a node or the load balancer in its place, and policies do not let all of these in';

/** One value, so that what is found out about it is found out once. */
const STAND_IN: PolicyEndpoint = { kind: 'unidentified', reason: 'a node or the load balancer in place of the client' };

/** The agent "is thus unable to see the pod IP after the DNAT", and knows Services by their ClusterIPs only (EKS). */
function isJudgedUntranslated(client: PolicyEndpoint, dataplane: Dataplane): boolean {
  return client.kind === 'pod' && dataplane.profileOf(client).semantics.serviceTraffic === 'service-address';
}

function joined(first: DirectionVerdict, second: DirectionVerdict): DirectionVerdict {
  if (first === second) return first;
  const known = new Set(first.rules.map(({ policy, rule }) => `${policy} ${rule}`));
  const others = second.rules.filter(({ policy, rule }) => !known.has(`${policy} ${rule}`));
  return { ...first, ...commonOf(first, second), rules: [...first.rules, ...others] };
}

function doubtful(first: DirectionVerdict, second: DirectionVerdict, doubt: string): DirectionVerdict {
  const unknown = [first, second].find(({ kind }) => kind === 'unknown');
  const isOpen = first.kind === second.kind && unknown !== undefined;
  return { kind: 'unknown', ...commonOf(first, second), rules: [], reason: isOpen ? unknown.reason : doubt };
}

function commonOf(first: DirectionVerdict, second: DirectionVerdict): Pick<DirectionVerdict, 'isolated' | 'by'> {
  return { isolated: first.isolated || second.isolated, by: uniqueSorted([...first.by, ...second.by]) };
}
