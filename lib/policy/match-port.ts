// Whether a port entry of a rule covers the server's port, as the dataplane reads it.
import { type Certainty, certaintyOf } from './certainty.ts';
import type { CompiledPort } from './compiled.ts';
import type { RuleQuestion } from './match.ts';
import { addressesOf } from './match-block.ts';

export function matchPort(port: CompiledPort, question: RuleQuestion): Certainty {
  const { query } = question;
  if (port.kind === 'icmp') return matchIcmp(port, question);
  if (port.protocol !== query.protocol) return 'no';
  return port.kind === 'numbers' ? matchNumbers(port, question) : matchName(port, question);
}

/** An `endPort` that the dataplane does not know of leaves the first port of the range. */
function matchNumbers(port: Extract<CompiledPort, { kind: 'numbers' }>, { query, profile }: RuleQuestion): Certainty {
  const inside = port.first <= query.port && query.port <= port.last;
  const { endPort } = profile.semantics;
  if (!port.range || endPort === 'range' || query.port === port.first) return certaintyOf(inside);
  return endPort === 'first-port' || !inside ? 'no' : 'unknown';
}

/**
 * A name means the container port of that name and protocol on the server's own pod; what has no such name, a node or an
 * outside address, is not matched.
 */
function matchName(
  port: Extract<CompiledPort, { kind: 'name' }>,
  { query, profile, direction }: RuleQuestion,
): Certainty {
  const { server } = query;
  const { namedPorts } = profile.semantics;
  if (namedPorts === 'any-port') return 'yes';
  if (server.kind === 'unidentified') return 'unknown';
  if (server.kind !== 'pod' || server.hostNetwork) return 'no';
  const named = server.ports.some(
    (own) => own.name === port.name && own.protocol === port.protocol && own.port === query.port,
  );
  if (namedPorts === 'unknown') return 'unknown';
  // Whether another pod gives the name another number, the question does not say.
  if (namedPorts === 'exact-where-one-number' && direction === 'egress') return named ? 'unknown' : 'no';
  return certaintyOf(named);
}

function matchIcmp(port: Extract<CompiledPort, { kind: 'icmp' }>, question: RuleQuestion): Certainty {
  if (question.query.protocol !== 'ICMP') return 'no';
  const family = port.family === undefined ? 'yes' : usesFamily(port.family, question);
  return family === 'yes' && port.types === 'some' ? 'unknown' : family;
}

/** Both sides speak one family; where both have two, the question does not say which. */
export function usesFamily(family: 4 | 6, { subject, peer }: RuleQuestion): Certainty {
  for (const endpoint of [peer, subject]) {
    const families = new Set((addressesOf(endpoint) ?? []).map((address) => address.family));
    if (families.size === 1) return certaintyOf(families.has(family));
  }
  return 'unknown';
}
