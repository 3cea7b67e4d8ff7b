// Whether the longest address prefix around the other side is an exception, on dataplanes that keep one map of prefixes.
import type { Address } from '../net/address.ts';
import { type Cidr, cidrContains } from '../net/cidr.ts';
import type { Applied, AppliedTier } from './applicable.ts';
import { anyOf, both, type Certainty } from './certainty.ts';
import type { CompiledPort, CompiledRule } from './compiled.ts';
import { isDataplaneBlock } from './exceptions.ts';
import { matchPeer } from './match.ts';
import { comparedAddresses, countsFamily } from './match-block.ts';
import type { RuleQuestion } from './rule-question.ts';

/** The question with what is closed to it by the policies that stand for its subject. */
export function withExceptions(tiers: readonly AppliedTier[], question: RuleQuestion): RuleQuestion {
  const { except } = question.profile.semantics;
  if (except !== 'deny-prefix' && except !== 'unknown') return question;
  const applied = tiers.flatMap(({ levels }) => levels.flatMap((level) => level.applied));
  const closed = isClosed(
    applied.filter(({ policy }) => policy.api === 'networking-v1'),
    question,
  );
  if (closed === 'no') return question;
  return { ...question, closed: except === 'unknown' ? 'unknown' : closed };
}

/** Prefixes in the map of one pod and direction, and whether each is there. */
interface Prefix {
  readonly cidr: Cidr;
  readonly isThere: Certainty;
}

interface PrefixMap {
  readonly holes: readonly Prefix[];
  readonly blocks: readonly Prefix[];
  /** Whether a selector has put the other side's own address there. */
  readonly own: Certainty;
}

/**
 * "If not already in the map, each except CIDR is added explicitly with a deny-all L4 entry"
 * (aws-network-policy-agent, pkg/fwruleprocessor): of the prefixes around an address, allowed or excepted by any rule, the
 * longest counts. For two of one length the sources do not agree.
 */
function isClosed(applied: readonly Applied[], question: RuleQuestion): Certainty {
  const map = prefixesOf(applied, question);
  if (map.holes.length === 0 || map.own === 'yes') return 'no';
  const addresses = comparedAddresses(question);
  if (addresses === undefined) return 'unknown';
  const closed = new Set(addresses.map((address) => isAddressClosed(address, map)));
  const [only] = closed;
  if (only === undefined || closed.size > 1) return 'unknown';
  return only === 'no' || map.own === 'no' ? only : 'unknown';
}

function isAddressClosed(address: Address, { holes, blocks }: PrefixMap): Certainty {
  const around = (prefixes: readonly Prefix[], sure: boolean) =>
    prefixes
      .filter(({ cidr, isThere }) => (isThere === 'yes' || !sure) && cidrContains(cidr, address))
      .reduce((longest, { cidr }) => Math.max(longest, cidr.prefix), -1);
  const possibleHole = around(holes, false);
  if (possibleHole < around(blocks, true) || possibleHole < 0) return 'no';
  return around(holes, true) > around(blocks, false) ? 'yes' : 'unknown';
}

function prefixesOf(applied: readonly Applied[], question: RuleQuestion): PrefixMap {
  const maps = applied.flatMap(({ selects, doubt, rules }) => {
    const counts = both(selects, doubt === undefined ? 'yes' : 'unknown');
    return rules.map((rule) => prefixesOfRule(rule, counts, question));
  });
  return {
    holes: maps.flatMap(({ holes }) => holes),
    blocks: maps.flatMap(({ blocks }) => blocks),
    own: anyOf(maps, ({ own }) => own),
  };
}

/** `counts`: whether the rule does. */
function prefixesOfRule({ peers, ports }: CompiledRule, counts: Certainty, question: RuleQuestion): PrefixMap {
  const written = peers.kind === 'all' ? [] : peers.peers;
  const onlyNames = ports.kind === 'some' && ports.ports.every(({ kind }) => kind === 'name');
  const portsCount = onlyNames ? namesCount(ports.ports, question) : 'yes';
  const found = written.filter(isDataplaneBlock).map((block) => {
    const isThere = both(both(counts, portsCount), countsFamily(block, question));
    return { block, isThere };
  });
  const there = found.filter(({ isThere }) => isThere !== 'no');
  return {
    blocks: there.map(({ block, isThere }) => ({ cidr: block.cidr, isThere })),
    holes: there.flatMap(({ block, isThere }) => block.except.map((cidr) => ({ cidr, isThere }))),
    own: anyOf(written, (peer) =>
      // A selected pod without any of the names has no entry of its own.
      peer.kind === 'pods' ? both(onlyNames ? both(counts, 'unknown') : counts, matchPeer(peer, question)) : 'no',
    ),
  };
}

/**
 * "Couldn't resolve ports from given CIDR list and will skip this rule" (the controller of the same dataplane). In ingress
 * it looks names up on all pods that the policy selects, of which one alone is known here.
 */
function namesCount(ports: readonly CompiledPort[], { direction, subject, profile }: RuleQuestion): Certainty {
  if (profile.semantics.namedPorts !== 'beside-selectors') return 'yes';
  if (direction === 'egress') return 'no';
  const isOwn = ports.some(
    (port) =>
      port.kind === 'name' && subject.ports.some((own) => own.name === port.name && own.protocol === port.protocol),
  );
  return isOwn ? 'yes' : 'unknown';
}
