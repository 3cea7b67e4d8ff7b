// What a dataplane lets through whatever the policies say, and what nobody documents about it.
import { cidrContains, parseCidr } from '../net/cidr.ts';
import type { RuleQuestion } from './match.ts';
import { addressesOf } from './match-block.ts';
import type { DirectionVerdict } from './model.ts';
import { isItself, isOwnNode } from './same-node.ts';
import { isUndocumentedHairpin } from './set-apart.ts';

/** Why no policy of any API can block this, where that is so. */
export function exemptionOf(question: RuleQuestion): string | undefined {
  const { subject, peer, profile, query } = question;
  const { semantics } = profile;
  // "A Pod connecting to its own Pod IP is not subject to CNP" (API overview of v1alpha2).
  if (isItself(subject, peer) && query.via === undefined) return 'the pod itself';
  if (query.protocol === 'ICMP' && semantics.icmp === 'always-allowed') return 'ICMP is always let through';
  const block = alwaysAllowedBlock(question);
  return block === undefined ? undefined : `${block} cannot be blocked`;
}

/** Why no NetworkPolicy can block this, where that is so. */
export function networkPolicyExemptionOf(question: RuleQuestion): string | undefined {
  const { subject, peer, profile } = question;
  if (isItself(subject, peer) && profile.semantics.hairpin === 'allowed') return 'the pod itself';
  return ownNodeRule(question) === 'allowed' && isOwnNode(subject, peer) === 'yes' ? 'own node' : undefined;
}

function ownNodeRule({ direction, profile }: RuleQuestion) {
  return direction === 'ingress' ? profile.semantics.ownNodeToPod : profile.semantics.podToOwnNode;
}

function alwaysAllowedBlock({ direction, peer, profile }: RuleQuestion): string | undefined {
  const addresses = direction === 'egress' ? (addressesOf(peer) ?? []) : [];
  const found = profile.data.alwaysAllowed.find(({ is }) => {
    const block = parseCidr(is);
    return block !== undefined && addresses.length > 0 && addresses.every((address) => cidrContains(block, address));
  });
  return found?.is;
}

/** Why the verdict of the rules is not certain on this dataplane, where that is so. The subject is isolated or can be denied. */
export function undocumentedAbout(question: RuleQuestion, verdict: DirectionVerdict): string | undefined {
  const { direction, profile, query, subject, peer } = question;
  const { semantics, data } = profile;
  const unsure = (what: string) => `nobody documents ${what} on ${data.title}`;
  if ((direction === 'ingress' ? semantics.ingressRules : semantics.egressRules) === 'unknown') {
    return unsure(`whether ${direction} rules are enforced`);
  }
  if (query.protocol === 'SCTP' && semantics.sctp === 'unknown') return unsure('SCTP');
  if (query.protocol === 'ICMP' && semantics.icmp === 'unknown') return unsure('ICMP');
  if (semantics.ipv6 !== 'supported' && usesIpv6(question)) return unsure('what becomes of IPv6');
  if (isUndocumentedHairpin(question) && verdict.kind === 'unknown') {
    return unsure('a pod that reaches itself by a Service');
  }
  const ownNode = isOwnNode(subject, peer);
  if (ownNodeRule(question) === 'unknown' && ownNode !== 'no') return unsure('traffic with the own node');
  if (verdict.kind !== 'denied') return undefined;
  if (ownNodeRule(question) === 'allowed' && ownNode === 'unknown') return 'the pod may run on that node';
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

/** Addresses of one family only, and that is IPv6. */
function usesIpv6({ subject, peer }: RuleQuestion): boolean {
  return [peer, subject].some((endpoint) => {
    const addresses = addressesOf(endpoint) ?? [];
    return addresses.length > 0 && addresses.every(({ family }) => family === 6);
  });
}
