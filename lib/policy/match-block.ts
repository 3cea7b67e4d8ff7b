// Whether an address block names the other side, as the dataplane compares it.
import type { Address } from '../net/address.ts';
import { addressSetHas } from '../net/address-set.ts';
import { cidrContains } from '../net/cidr.ts';
import { both, type Certainty } from './certainty.ts';
import type { CompiledBlock } from './compiled.ts';
import { addressesOf, familiesOf } from './endpoint-addresses.ts';
import type { RuleQuestion } from './rule-question.ts';
import { isNodeLocal, isOnNode } from './same-node.ts';
import { serviceAddresses, serviceSeen } from './service-traffic.ts';

export function matchIpBlock(block: CompiledBlock, question: RuleQuestion): Certainty {
  const { direction, profile } = question;
  const { semantics } = profile;
  const understood = direction === 'ingress' ? semantics.ingressIpBlock : semantics.egressIpBlock;
  // A peer that the dataplane does not know may be left out of its rule, or take the restriction out of it.
  if (block.scope === 'dataplane' && understood === 'unknown') return 'unknown';
  const compared = isCompared(block, question);
  if (compared === 'no') return 'no';
  const inside = isInside(block, comparedAddresses(question));
  if (block.scope !== 'dataplane') return both(compared, inside);
  const unsure = semantics.except === 'unknown' && touchesHole(block, question);
  return both(both(compared, countsFamily(block, question)), unsure ? 'unknown' : inside);
}

/** The addresses that blocks are compared with; undefined where they are not known. */
export function comparedAddresses(question: RuleQuestion): readonly Address[] | undefined {
  const service = serviceSeen(question);
  return service === undefined ? addressesOf(question.peer) : serviceAddresses(service);
}

/** Whether addresses of this kind of endpoint count at all. */
function isCompared({ scope }: CompiledBlock, question: RuleQuestion): Certainty {
  const { peer, profile } = question;
  if (scope === 'every-address') return 'yes';
  if (serviceSeen(question) !== undefined) return scope === 'outside' ? 'no' : 'yes';
  if (scope === 'outside') {
    if (isNodeLocal(peer)) return 'unknown';
    return peer.kind === 'pod' || peer.kind === 'node' ? 'no' : 'yes';
  }
  if (isOnNode(peer)) return profile.semantics.ipBlockMatchesNodes;
  return peer.kind === 'pod' ? profile.semantics.ipBlockMatchesPods : 'yes';
}

/** Whether the dataplane takes notice of blocks of this family. */
export function countsFamily({ cidr }: CompiledBlock, { subject, profile }: RuleQuestion): Certainty {
  switch (profile.semantics.ipv6) {
    case 'supported':
    // The whole policy is out, and not asked.
    case 'policy-refused':
      return 'yes';
    case 'ignored':
      return cidr.family === 6 ? 'no' : 'yes';
    case 'unknown':
      return cidr.family === 6 ? 'unknown' : 'yes';
    case 'own-family': {
      const families = familiesOf(subject);
      if (families === undefined) return 'unknown';
      return families.has(cidr.family) ? 'yes' : 'no';
    }
  }
}

/** Where nobody says what an exception does, nothing is certain inside it. */
function touchesHole({ except }: CompiledBlock, question: RuleQuestion): boolean {
  const inHole = (address: Address) => except.some((hole) => cidrContains(hole, address));
  return (comparedAddresses(question) ?? []).some(inHole);
}

/**
 * Compares the addresses of the block's family: all inside is yes, none inside no, some (several pods taken as one) is
 * unknown.
 */
function isInside(block: CompiledBlock, addresses: readonly Address[] | undefined): Certainty {
  if (addresses === undefined) return 'unknown';
  let inside = 0;
  let compared = 0;
  for (const address of addresses) {
    if (address.family !== block.cidr.family) continue;
    compared += 1;
    if (addressSetHas(block.addresses, address)) inside += 1;
  }
  if (inside === 0) return 'no';
  return inside === compared ? 'yes' : 'unknown';
}
