// Whether a port entry of a rule covers the server's port, as the dataplane reads it.
import { both, type Certainty, certaintyOf } from './certainty.ts';
import { portNameKey } from './cluster-pods.ts';
import type { CompiledPort } from './compiled.ts';
import { addressesOf } from './endpoint-addresses.ts';
import type { RuleQuestion } from './rule-question.ts';
import { serviceSeen } from './service-traffic.ts';

/** Some dataplanes read the ports of one rule differently beside selectors, and beside blocks or no peers at all. */
export type Beside = 'selectors' | 'addresses';

export function matchPort(port: CompiledPort, question: RuleQuestion, beside: Beside): Certainty {
  const { query } = question;
  if (port.kind === 'icmp') return matchIcmp(port, question);
  if (port.protocol !== query.protocol) return 'no';
  return port.kind === 'numbers' ? matchNumbers(port, question, beside) : matchName(port, question, beside);
}

type NumberedPort = Extract<CompiledPort, { kind: 'numbers' }>;

/** An `endPort` that the dataplane does not know of leaves the first port of the range. */
function matchNumbers(port: NumberedPort, question: RuleQuestion, beside: Beside): Certainty {
  const { query, profile } = question;
  const service = serviceSeen(question);
  // A Service that selectors reach is let through at its own port where the rule has its target port, which the controller
  // looks up (pkg/resolvers/endpoints.go); of the ports of a range only the first.
  const number = service !== undefined && beside === 'addresses' ? service.port : query.port;
  const inside = port.first <= number && number <= port.last;
  const { endPort } = profile.semantics;
  if (!port.range || number === port.first) return certaintyOf(inside);
  if (!inside || endPort === 'first-port') return 'no';
  const throughSelectors = service !== undefined && beside === 'selectors';
  return endPort === 'range' && !throughSelectors ? 'yes' : 'unknown';
}

type NamedPort = Extract<CompiledPort, { kind: 'name' }>;

function matchName(port: NamedPort, question: RuleQuestion, beside: Beside): Certainty {
  switch (question.profile.semantics.namedPorts) {
    case 'any-port':
      return 'yes';
    case 'exact':
    // The whole policy is out, and not asked.
    case 'policy-refused':
      return nameOnServer(port, question, beside);
    case 'beside-selectors':
      // "Allows named ports when using IPBlocks (ingress rules only)" (amazon-network-policy-controller-k8s, pull request 92).
      if (beside === 'addresses' && question.direction === 'egress') return 'no';
      return nameOnServer(port, question, beside);
    case 'exact-where-one-number':
      return question.direction === 'ingress' ? nameOnServer(port, question, beside) : nameInCluster(port, question);
    case 'unknown':
      return 'unknown';
  }
}

/**
 * A name means the container port of that name and protocol on the server's own pod; what has no such name, a node or an
 * outside address, is not matched.
 */
function nameOnServer({ name, protocol }: NamedPort, question: RuleQuestion, beside: Beside): Certainty {
  const { server, port } = question.query;
  if (server.kind === 'unidentified') return 'unknown';
  if (server.kind !== 'pod') return 'no';
  if (server.hostNetwork && question.profile.semantics.hostNetworkPeer === 'never-selected') return 'no';
  const named = server.ports.some((own) => own.name === name && own.protocol === protocol && own.port === port);
  // The address of a Service has no names.
  const throughService = beside === 'addresses' && serviceSeen(question) !== undefined;
  return both(certaintyOf(named), throughService ? 'unknown' : 'yes');
}

/**
 * One name with different numbers drops or blocks (cilium/cilium#30003, #24779). Whether the one number also counts for
 * a server that does not give it the name is not documented.
 */
function nameInCluster({ name, protocol }: NamedPort, question: RuleQuestion): Certainty {
  const { query, cluster } = question;
  if (cluster === undefined) return 'unknown';
  const numbers = cluster.portNumbers.get(portNameKey(name, protocol));
  if (numbers?.has(query.port) !== true) return 'no';
  return numbers.size === 1 && nameOnServer({ kind: 'name', name, protocol }, question, 'selectors') === 'yes'
    ? 'yes'
    : 'unknown';
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
