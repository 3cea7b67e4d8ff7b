// Whether the dataplane can name a DNS cache on the node, and what follows where it cannot.
import { uniqueSorted } from '../base/order.ts';
import { type Cluster, isRecommended } from './cluster.ts';
import { profilesOf } from './dataplane-classes.ts';
import type { DnsFacts } from './dns.ts';
import type { Finding } from './recommendation.ts';

/**
 * A cache on the node is the node to the network: where ipBlock names no nodes, its rule does nothing. It is written all
 * the same, as it opens nothing else and some products take link-local addresses for outside ones.
 */
export function localDnsFindings(dns: DnsFacts, cluster: Cluster): readonly Finding[] {
  if (dns.localBlocks.length === 0) return [];
  const subjects = cluster.subjects.filter(({ namespace }) => isRecommended(cluster, namespace));
  const profiles = [...new Set(subjects.flatMap((subject) => profilesOf(subject, cluster)))];
  const matches = new Set(profiles.map(({ semantics }) => semantics.ipBlockMatchesNodes));
  const titles = uniqueSorted(profiles.map(({ data }) => data.title)).join(', ');
  const evidence = { blocks: dns.localBlocks };
  const subject = 'cluster DNS';
  if (matches.has('no')) {
    const entities = profiles.some(({ apis }) => apis.cilium === 'enforced');
    const mend = entities
      ? ': allow egress to the entity host on port 53 with a CiliumNetworkPolicy, or redirect to the cache as Cilium does'
      : '';
    const message = `pods ask a cache on their node, which no NetworkPolicy can name on ${titles}: names fail once the policies are applied${mend}`;
    const finding: Finding = { kind: 'local-dns-not-expressible', severity: 'high', subject, message, evidence };
    return [finding];
  }
  if (!matches.has('unknown')) return [];
  const message = `pods ask a cache on their node, and nobody documents whether an ipBlock names it on ${titles}: try it before you apply`;
  return [{ kind: 'local-dns-unknown', severity: 'medium', subject, message, evidence }];
}
