// Whether selectors see a node's address: that of a node itself, and of the hostNetwork pods that run on it.
import { anyOf, both, type Certainty } from './certainty.ts';
import type { CompiledPods } from './compiled.ts';
import type { PolicyEndpoint } from './model.ts';
import { matchPods } from './pod-match.ts';
import type { RuleQuestion } from './rule-question.ts';

/** `nodeName`: undefined where it is not known which node that is. */
export interface OnNode {
  readonly endpoint: PolicyEndpoint;
  readonly nodeName: string | undefined;
}

/**
 * A hostNetwork pod is "treated the same as all other traffic to/from the node IP" by the common implementation
 * (concepts page), so there selectors do not see it.
 */
export function matchHostNetwork(peer: CompiledPods, onNode: OnNode, question: RuleQuestion): Certainty {
  if (peer.hostNetwork === 'never') return 'no';
  switch (question.profile.semantics.hostNetworkPeer) {
    case 'never-selected':
      return 'no';
    case 'selected':
      return selectsAddress(peer, onNode, question);
    case 'selected-by-pod-selector':
      return peer.withoutPodSelector === true ? 'no' : selectsAddress(peer, onNode, question);
    case 'unknown':
      return both(selectsAddress(peer, onNode, question), 'unknown');
  }
}

/** One address for all of the node's own traffic: who selects one hostNetwork pod there has let in the node. */
function selectsAddress(peer: CompiledPods, { endpoint, nodeName }: OnNode, question: RuleQuestion): Certainty {
  const { namespaces, cluster } = question;
  const own = endpoint.kind === 'pod' ? matchPods(peer, endpoint, namespaces) : 'no';
  if (own === 'yes') return 'yes';
  if (cluster === undefined) return 'unknown';
  const others = anyOf(cluster.hostNetworkPods, (pod) => {
    const match = matchPods(peer, pod, namespaces);
    if (nodeName === undefined || pod.nodeName === undefined) return both(match, 'unknown');
    return pod.nodeName === nodeName ? match : 'no';
  });
  return anyOf([own, others], (match) => match);
}
