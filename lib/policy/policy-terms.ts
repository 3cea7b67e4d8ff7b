// What the policies name at all: address blocks and label keys. Nothing else about addresses and labels can matter.
import type { Cidr } from '../net/cidr.ts';
import type { CompiledPeer, CompiledPods, CompiledPolicies, CompiledRule, LabelViewName } from './compiled.ts';
import type { Selector } from './selector.ts';

/** Every block and exception that any rule names, each once, as they first come. */
export function policyBlocks(policies: CompiledPolicies): readonly Cidr[] {
  const blocks = new Map<string, Cidr>();
  for (const peer of policyPeers(policies)) {
    if (peer.kind !== 'ip-block') continue;
    for (const block of [peer.cidr, ...peer.except]) blocks.set(`${block.family} ${block.base}/${block.prefix}`, block);
  }
  return [...blocks.values()];
}

/** Every label key that a selector names, by the view in which it sees the pod's labels. */
export function policyLabelKeys(policies: CompiledPolicies): ReadonlyMap<LabelViewName, ReadonlySet<string>> {
  const subjects = [...policies.policies, ...policies.unreadable].map((policy): CompiledPods => policy.subjects);
  const keys = new Map<LabelViewName, Set<string>>();
  for (const peer of [...subjects, ...policyPeers(policies)]) {
    if (peer.kind !== 'pods') continue;
    const known = keys.get(peer.view) ?? new Set();
    keys.set(peer.view, known);
    for (const key of selectorKeys(peer.pods)) known.add(key);
  }
  return keys;
}

/** Of all rules, taken apart to those that have no parts. */
function policyPeers({ policies }: CompiledPolicies): readonly CompiledPeer[] {
  return policies.flatMap(({ sections }) =>
    [...sections.ingress.rules, ...sections.egress.rules].flatMap((rule) => rulePeers(rule).flatMap(partsOf)),
  );
}

function rulePeers({ peers, subject }: CompiledRule): readonly CompiledPeer[] {
  return [...(peers.kind === 'all' ? [] : peers.peers), ...(subject === undefined ? [] : [subject])];
}

/** The peer, taken apart to what has no parts. */
export function partsOf(peer: CompiledPeer): readonly CompiledPeer[] {
  switch (peer.kind) {
    case 'all-of':
    case 'any-of':
      return peer.peers.flatMap(partsOf);
    case 'not':
      return partsOf(peer.peer);
    default:
      return [peer];
  }
}

function selectorKeys(selector: Selector): readonly string[] {
  return selector.flatMap((requirement) =>
    requirement.kind === 'label' ? [requirement.key] : requirement.alternatives.flatMap(selectorKeys),
  );
}
