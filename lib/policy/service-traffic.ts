// Connections to a Service on a dataplane that judges the client's egress before the Service's address is translated.
import { type Address, parseAddress } from '../net/address.ts';
import { both, type Certainty } from './certainty.ts';
import type { CompiledPods } from './compiled.ts';
import type { ServiceAddress } from './model.ts';
import { isOutsideService } from './outside-service.ts';
import { matchNamespace } from './pod-match.ts';
import type { RuleQuestion } from './rule-question.ts';
import { matchSelector, ownLabels } from './selector.ts';

/** The Service whose own address and port are compared; undefined where it is the pod behind it. */
export function serviceSeen({ direction, query, profile }: RuleQuestion): ServiceAddress | undefined {
  if (direction !== 'egress' || profile.semantics.serviceTraffic !== 'service-address') return undefined;
  return isOutsideService(query) ? undefined : query.via;
}

/**
 * "clusterIPs of the services with service.spec.Selector matching the pod selector in the egress rules"
 * (amazon-network-policy-controller-k8s, pkg/resolvers/endpoints.go): the selector is asked about the labels by which the
 * Service selects, not about those of the pod behind it. A Service stands in the namespace of its pods.
 */
export function selectsService(peer: CompiledPods, service: ServiceAddress, question: RuleQuestion): Certainty {
  const { peer: backend, namespaces } = question;
  const { selector } = service;
  const namespace = backend.kind === 'pod' ? matchNamespace(peer.namespaces, backend.namespace, namespaces) : 'unknown';
  if (peer.beyond !== undefined) return both(namespace, 'unknown');
  if (peer.pods.length === 0) return namespace;
  return both(namespace, selector === undefined ? 'unknown' : matchSelector(peer.pods, ownLabels(selector)));
}

/** Undefined where one of them is no address. */
export function serviceAddresses({ addresses }: ServiceAddress): readonly Address[] | undefined {
  const parsed = addresses.flatMap((text) => parseAddress(text) ?? []);
  return parsed.length === 0 || parsed.length < addresses.length ? undefined : parsed;
}
