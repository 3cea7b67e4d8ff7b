// What a dataplane lets through whatever the policies say, and what nobody documents about it.
import { cidrContains, formatCidr, parseCidr } from '../net/cidr.ts';
import type { Certainty } from './certainty.ts';
import { commonFamilies } from './endpoint-addresses.ts';
import { comparedAddresses } from './match-block.ts';
import type { DirectionVerdict } from './model.ts';
import type { Profile, Semantics } from './profiles/profile.ts';
import type { RuleQuestion } from './rule-question.ts';
import { isItself, isNodeLocal, isOwnNode } from './same-node.ts';
import { serviceSeen } from './service-traffic.ts';
import { isUndocumentedHairpin } from './set-apart.ts';

/** Why no policy of any API can block this, where that is so. */
export function exemptionOf(question: RuleQuestion): string | undefined {
  const { subject, peer, profile, query } = question;
  const { semantics } = profile;
  // "A Pod connecting to its own Pod IP is not subject to CNP" (API overview of v1alpha2).
  if (isItself(subject, peer) && query.via === undefined) return 'the pod itself';
  if (query.protocol === 'ICMP' && semantics.icmp === 'always-allowed') return 'ICMP is always let through';
  const always = alwaysAllowedBlock(question);
  return always?.isInside === 'yes' ? `${always.block} cannot be blocked` : undefined;
}

/** Why no NetworkPolicy can block this, where that is so. */
export function networkPolicyExemptionOf(question: RuleQuestion): string | undefined {
  const { subject, peer, profile } = question;
  if (isItself(subject, peer) && profile.semantics.hairpin === 'allowed') return 'the pod itself';
  return ownNodeRule(question) === 'allowed' && ownNode(question) === 'yes' ? 'own node' : undefined;
}

type OwnNodeRule = 'allowed' | 'by-rules' | 'unknown';

function ownNodeRule({ direction, query, profile }: RuleQuestion): OwnNodeRule {
  const { ownNodeToPod, podToOwnNode } = profile.semantics;
  if (direction === 'ingress') return ownNodeToPod;
  if (podToOwnNode !== 'allowed-but-dns') return podToOwnNode;
  return query.protocol === 'UDP' && query.port === DNS_PORT ? 'by-rules' : 'allowed';
}

const DNS_PORT = 53;

/** Seen by the Service's address, a node behind it is none. */
function ownNode(question: RuleQuestion): Certainty {
  return serviceSeen(question) === undefined ? isOwnNode(question.subject, question.peer) : 'no';
}

interface AlwaysAllowed {
  readonly block: string;
  readonly isInside: Certainty;
}

function alwaysAllowedBlock(question: RuleQuestion): AlwaysAllowed | undefined {
  if (question.profile.data.alwaysAllowed.length === 0) return undefined;
  const addresses = question.direction === 'egress' ? (comparedAddresses(question) ?? []) : [];
  const blocks = question.profile.data.alwaysAllowed.flatMap(({ is }) => parseCidr(is) ?? []);
  for (const block of blocks) {
    const inside = addresses.filter((address) => cidrContains(block, address)).length;
    if (inside > 0) return { block: formatCidr(block), isInside: inside === addresses.length ? 'yes' : 'unknown' };
  }
  return undefined;
}

/** Why the verdict of the rules is not certain on this dataplane, where that is so. The subject is isolated or can be denied. */
export function undocumentedAbout(question: RuleQuestion, verdict: DirectionVerdict): string | undefined {
  const { profile, query, subject, peer } = question;
  const { semantics } = profile;
  if (query.protocol === 'SCTP' && semantics.sctp === 'unknown') return unsure('SCTP', profile);
  if (query.protocol === 'ICMP' && semantics.icmp === 'unknown') return unsure('ICMP', profile);
  if (!IPV6_IS_KNOWN[semantics.ipv6] && commonFamilies(subject, peer).has(6))
    return unsure('what becomes of IPv6', profile);
  return verdict.kind === 'allowed' ? undefined : undocumentedDenial(question, verdict);
}

function unsure(what: string, { data }: Profile): string {
  return `nobody documents ${what} on ${data.title}`;
}

/** Where the dataplane does not take IPv6 blocks, nobody says what becomes of the traffic. */
const IPV6_IS_KNOWN: Readonly<Record<Semantics['ipv6'], boolean>> = {
  ...{ supported: true, 'own-family': true },
  ...{ ignored: false, 'policy-refused': false, unknown: false },
};

/** What is not allowed by the rules may still be let through; what they allow, is in any case. */
function undocumentedDenial(question: RuleQuestion, verdict: DirectionVerdict): string | undefined {
  const { direction, profile, peer } = question;
  const { semantics } = profile;
  if ((direction === 'ingress' ? semantics.ingressRules : semantics.egressRules) === 'unknown') {
    const { exception } = profile;
    if (exception !== undefined) return `whether ${direction} rules are enforced for it is not known: ${exception}`;
    return unsure(`whether ${direction} rules are enforced`, profile);
  }
  if (isUndocumentedHairpin(question) && verdict.kind === 'unknown') {
    return unsure('a pod that reaches itself by a Service', profile);
  }
  const own = ownNode(question);
  if (ownNodeRule(question) === 'unknown' && own !== 'no') return unsure('traffic with the own node', profile);
  if (verdict.kind !== 'denied') return undefined;
  if (ownNodeRule(question) === 'allowed' && own === 'unknown') {
    return isNodeLocal(peer) ? 'it may be a DNS cache on the own node' : 'the pod may run on that node';
  }
  const always = alwaysAllowedBlock(question);
  if (always !== undefined) return `${always.block} cannot be blocked, and some of its addresses are inside`;
  return direction === 'ingress' ? serviceDoubt(question) : undefined;
}

function serviceDoubt({ query, peer, profile }: RuleQuestion): string | undefined {
  const { serviceTraffic } = profile.semantics;
  const isPod = peer.kind === 'pod' && !peer.hostNetwork;
  const doubtful =
    serviceTraffic === 'backend-unless-denied' ||
    serviceTraffic === 'unknown' ||
    (serviceTraffic === 'backend-for-pods' && !isPod);
  return query.via !== undefined && doubtful
    ? `nobody promises on ${profile.data.title} that a policy holds back a client that comes through a Service`
    : undefined;
}
