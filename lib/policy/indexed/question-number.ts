// Questions as numbers: equal ones where a subject's policies cannot tell the questions apart.
import type { Certainty } from '../certainty.ts';
import type { PolicyEndpoint, PolicyQuery, QueryProtocol } from '../model.ts';
import type { PodEndpoint } from '../pod-match.ts';
import { isItself, isOwnNode } from '../same-node.ts';

const PROTOCOLS: Readonly<Record<QueryProtocol, number>> = { TCP: 0, UDP: 1, SCTP: 2, ICMP: 3 };
const PORTS = 65_536;
const PROTOCOL_PORTS = 4 * PORTS;
const OWN_NODE: Readonly<Record<Certainty, number>> = { no: 0, yes: 2, unknown: 4 };
const RELATIONS = 6;

/** Below 2^18. */
export function protocolPort({ protocol, port }: PolicyQuery): number {
  return PROTOCOLS[protocol] * PORTS + port;
}

/** What the two sides are to each other, beyond the class of each. Below `RELATIONS`. */
export function relationOf(subject: PodEndpoint, peer: PolicyEndpoint): number {
  return OWN_NODE[isOwnNode(subject, peer)] + (isItself(subject, peer) ? 1 : 0);
}

/** Below 2^53 for up to 2^32 classes of peers. */
export function questionNumber(peerClass: number, relation: number, query: PolicyQuery): number {
  return (peerClass * RELATIONS + relation) * PROTOCOL_PORTS + protocolPort(query);
}
