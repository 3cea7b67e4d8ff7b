// The policies that every namespace gets whatever was observed: nothing by default, and names always.
import { parseAddress } from '../net/address.ts';
import { coverAddresses } from '../net/address-set.ts';
import { formatCidr } from '../net/cidr.ts';
import type { Cluster } from './cluster.ts';
import { DNS_PORT, type DnsFacts } from './dns.ts';
import type { PortManifest } from './manifests.ts';
import {
  namespaceSelector,
  type PeerManifest,
  type PolicyDraft,
  podPeer,
  type Rule,
  selectorManifest,
} from './manifests.ts';
import { ALLOW_DNS, ALLOW_DNS_SERVER, DEFAULT_DENY, DEFAULT_DENY_ALLOW_DNS } from './policy-names.ts';
import type { Subject } from './subjects.ts';

const DNS_PORTS: readonly PortManifest[] = [
  { protocol: 'TCP', port: DNS_PORT },
  { protocol: 'UDP', port: DNS_PORT },
];

/** Where no DNS Service was found: what the manifests of CoreDNS and kube-dns have carried since the beginning. */
const CONVENTIONAL_DNS = { namespace: 'kube-system', podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } };

export interface NamespaceScope {
  readonly cluster: Cluster;
  readonly dns: DnsFacts;
}

/** `folded`: both in one object, which allows the same. */
export function basePolicies(namespace: string, scope: NamespaceScope, folded: boolean): readonly PolicyDraft[] {
  const whole = { namespace, podSelector: {}, ingress: [] };
  const egress = dnsEgress(namespace, scope);
  if (folded) return [{ ...whole, name: DEFAULT_DENY_ALLOW_DNS, types: ['ingress', 'egress'], egress }];
  return [
    { ...whole, name: ALLOW_DNS, types: ['egress'], egress },
    { ...whole, name: DEFAULT_DENY, types: ['ingress', 'egress'], egress: [] },
  ];
}

function dnsEgress(namespace: string, { cluster, dns }: NamespaceScope): readonly Rule[] {
  const peers = dnsPeers(namespace, dnsSubjects(cluster, dns));
  return [
    { peers, ports: dns.ports },
    ...(dns.localBlocks.length > 0 ? [{ peers: ipBlocks(dns.localBlocks), ports: DNS_PORTS }] : []),
  ];
}

function dnsPeers(namespace: string, subjects: readonly Subject[]): readonly PeerManifest[] {
  if (subjects.length === 0) {
    const { namespace: conventional, podSelector } = CONVENTIONAL_DNS;
    return [{ namespaceSelector: namespaceSelector(conventional), podSelector }];
  }
  return subjects.map((subject) => podPeer(namespace, subject.namespace, selectorManifest(subject.selector)));
}

/** The subjects that answer names, by id. */
function dnsSubjects(cluster: Cluster, dns: DnsFacts): readonly Subject[] {
  return [...new Set(dns.workloads.flatMap((id) => cluster.subjectOf.get(id) ?? []))];
}

/**
 * For the DNS pods themselves, where their namespace gets policies: names for every pod and every node-local cache, and
 * upstream resolvers wherever they are, as no flow log shows the queries to the provider's.
 */
export function dnsServerPolicies(namespace: string, { cluster, dns }: NamespaceScope): readonly PolicyDraft[] {
  const subjects = dnsSubjects(cluster, dns).filter((subject) => subject.namespace === namespace);
  const caches = coverAddresses(dns.cacheAddresses.flatMap((text) => parseAddress(text) ?? [])).map(formatCidr);
  return subjects.map((subject, index) => ({
    namespace,
    name: index === 0 ? ALLOW_DNS_SERVER : `${ALLOW_DNS_SERVER}-${index + 1}`,
    podSelector: selectorManifest(subject.selector),
    types: ['ingress', 'egress'],
    ingress: [{ peers: [{ namespaceSelector: {} }, ...ipBlocks(caches)], ports: dns.ports }],
    egress: [{ peers: undefined, ports: DNS_PORTS }],
  }));
}

function ipBlocks(blocks: readonly string[]): readonly PeerManifest[] {
  return blocks.map((cidr) => ({ ipBlock: { cidr } }));
}
