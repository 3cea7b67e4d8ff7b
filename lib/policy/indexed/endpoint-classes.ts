// Numbers for endpoints: two have the same number only where no policy can tell them apart.
import { compareText } from '../../base/order.ts';
import { type BlockClassOf, makeBlockIndex } from '../../net/block-index.ts';
import { parseCidr } from '../../net/cidr.ts';
import type { CompiledPolicies } from '../compiled.ts';
import { addressesOf } from '../endpoint-addresses.ts';
import { labelViewOf } from '../label-view.ts';
import type { PolicyEndpoint } from '../model.ts';
import type { PodEndpoint } from '../pod-match.ts';
import { policyBlocks, policyLabelKeys } from '../policy-terms.ts';
import type { Dataplane } from '../profiles/dataplane.ts';
import { NODE_LOCAL_DNS, nodeNameOf } from '../same-node.ts';

/**
 * Everything of an endpoint as text, except for: names and nodes, which only matter between the two sides (the pod
 * itself, its own node) and where selectors see the hostNetwork pods of a node; addresses, of which only the blocks
 * around them matter; labels that no selector names.
 */
export type ClassKeyOf = (endpoint: PolicyEndpoint) => string;

export function makeClassKeys(policies: CompiledPolicies, dataplane: Dataplane): ClassKeyOf {
  const exempted = dataplane.profiles.flatMap(({ data }) =>
    data.alwaysAllowed.flatMap(({ is }) => parseCidr(is) ?? []),
  );
  const blockClassOf = makeBlockIndex([...policyBlocks(policies), ...exempted, ...NODE_LOCAL_DNS]);
  const labelsSeenOf = makeLabelsSeen(policies);
  // Where selectors see hostNetwork pods, they see their node, and who else is on it.
  const seesHosts = dataplane.profiles.some(({ semantics }) => semantics.hostNetworkPeer !== 'never-selected');
  const hostOf = (endpoint: PolicyEndpoint) => (seesHosts ? nodeNameOf(endpoint) : undefined);
  return (endpoint) => {
    switch (endpoint.kind) {
      case 'unidentified':
        return endpoint.kind;
      case 'address':
      case 'node':
        return JSON.stringify([endpoint.kind, addressKey(endpoint, blockClassOf), hostOf(endpoint)]);
      case 'pod': {
        const { name: _name, nodeName: _nodeName, addresses: _addresses, labels: _labels, ...rest } = endpoint;
        return JSON.stringify([rest, labelsSeenOf(endpoint), addressKey(endpoint, blockClassOf), hostOf(endpoint)]);
      }
    }
  };
}

/** What the selectors see of a pod's labels; `false` where that is not known. */
function makeLabelsSeen(policies: CompiledPolicies): (pod: PodEndpoint) => unknown {
  const keys = policyLabelKeys(policies);
  const ownKeys = keys.get('own') ?? new Set<string>();
  const derived = [...keys].filter(([view]) => view !== 'own');
  // A pod has few labels, while the policies may name many.
  const ownSeen = ({ labels }: PodEndpoint) => {
    const named = Object.keys(labels).filter((key) => ownKeys.has(key));
    return named.sort(compareText).map((key) => [key, labels[key]]);
  };
  return (pod) => {
    const derivedSeen = derived.map(([name, named]) => {
      const view = labelViewOf(pod, name, policies.namespaces);
      return [...named].map((key) => view.isKnown(key) && view.valueOf(key));
    });
    return [ownSeen(pod), derivedSeen];
  };
}

function addressKey(endpoint: PolicyEndpoint, blockClassOf: BlockClassOf): string {
  return addressesOf(endpoint)?.map(blockClassOf).join(' ') ?? 'not known';
}
