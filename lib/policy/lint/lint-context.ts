// What the checks share: who is selected, which profiles are meant, and verdicts.

import { type Address, addressBits } from '../../net/address.ts';
import { cidrsToSet, intersectAddressSets } from '../../net/address-set.ts';
import { cidrOf } from '../../net/cidr.ts';
import type { CompiledBlock, CompiledPods, CompiledPolicy } from '../compiled.ts';
import { addressesOf } from '../endpoint-addresses.ts';
import { type DirectionEvaluator, makeDirectionEvaluator } from '../indexed/indexed-evaluator.ts';
import type { PolicyEndpoint } from '../model.ts';
import { matchNamespace, matchPods, type PodEndpoint } from '../pod-match.ts';
import type { Profile } from '../profiles/profile.ts';
import type { LintInput } from './lint-input.ts';

export interface Selection {
  readonly sure: readonly PodEndpoint[];
  /** Whether there are pods, or labels, of which it is not known. */
  readonly mayBeMore: boolean;
}

export interface LintContext extends LintInput {
  readonly select: (wanted: CompiledPods) => Selection;
  /** Pods that the policy is known to select, those on the network of their node left out. */
  readonly subjectsOf: (policy: CompiledPolicy) => readonly PodEndpoint[];
  /** Policies that are known to select the pod, by name. */
  readonly policiesOf: (pod: PodEndpoint) => readonly CompiledPolicy[];
  /** Other policies that are known to select one of its subjects, by name. */
  readonly sharersOf: (policy: CompiledPolicy) => readonly CompiledPolicy[];
  /** Of its subjects; where it has none, all that the cluster has. */
  readonly profilesFor: (policy: CompiledPolicy) => readonly Profile[];
  /** Pods with addresses of their own in the block, exceptions left out. */
  readonly podsInside: (block: CompiledBlock) => readonly PodEndpoint[];
  readonly judge: DirectionEvaluator;
}

export function makeLintContext(input: LintInput): LintContext {
  const { policies, dataplane, pods = [] } = input;
  const byNamespace = groupPods(pods);
  const select = remembered(selectionKey, (wanted: CompiledPods): Selection => {
    const sure: PodEndpoint[] = [];
    let mayBeMore = input.pods === undefined;
    for (const [namespace, own] of byNamespace) {
      if (matchNamespace(wanted.namespaces, namespace, policies.namespaces) === 'no') continue;
      for (const pod of own) {
        const match = matchPods(wanted, pod, policies.namespaces);
        if (match === 'yes') sure.push(pod);
        if (match === 'unknown') mayBeMore = true;
      }
    }
    return { sure, mayBeMore };
  });
  const subjectsOf = remembered(
    (policy: CompiledPolicy) => policy.name,
    (policy) => select(policy.subjects).sure.filter(({ hostNetwork }) => !hostNetwork),
  );
  let selecting: ReadonlyMap<PodEndpoint, readonly CompiledPolicy[]> | undefined;
  const policiesOf = (pod: PodEndpoint) => {
    selecting ??= policiesByPod(policies.policies, subjectsOf);
    return selecting.get(pod) ?? [];
  };
  const sharersOf = remembered(
    (policy: CompiledPolicy) => policy.name,
    (policy) => {
      const sharers = new Set(subjectsOf(policy).flatMap(policiesOf));
      return policies.policies.filter((other) => other !== policy && sharers.has(other));
    },
  );
  const profilesFor = remembered(
    (policy: CompiledPolicy) => policy.name,
    (policy): readonly Profile[] => {
      const profiles = [...new Set(subjectsOf(policy).map(dataplane.profileOf))];
      return profiles.length === 0 ? dataplane.profiles : profiles;
    },
  );
  const addressed = pods.filter(({ hostNetwork }) => !hostNetwork);
  const podsInside = (block: CompiledBlock) => addressed.filter((pod) => isInside(block, pod));
  return {
    ...input,
    select,
    subjectsOf,
    policiesOf,
    sharersOf,
    profilesFor,
    podsInside,
    judge: makeDirectionEvaluator(policies, dataplane),
  };
}

function policiesByPod(
  policies: readonly CompiledPolicy[],
  subjectsOf: LintContext['subjectsOf'],
): ReadonlyMap<PodEndpoint, readonly CompiledPolicy[]> {
  const selecting = new Map<PodEndpoint, CompiledPolicy[]>();
  for (const policy of policies) {
    for (const pod of subjectsOf(policy)) {
      const known = selecting.get(pod);
      if (known === undefined) selecting.set(pod, [policy]);
      else known.push(policy);
    }
  }
  return selecting;
}

/** Whether one of its addresses is in the block, exceptions left out. */
export function isInside({ addresses }: CompiledBlock, endpoint: PolicyEndpoint): boolean {
  const own = (addressesOf(endpoint) ?? []).map(wholeAddress);
  return intersectAddressSets(addresses, cidrsToSet(own)).length > 0;
}

function wholeAddress(address: Address) {
  return cidrOf(address, addressBits(address.family));
}

function groupPods(pods: readonly PodEndpoint[]): ReadonlyMap<string, readonly PodEndpoint[]> {
  const groups = new Map<string, PodEndpoint[]>();
  for (const pod of pods) {
    const group = groups.get(pod.namespace);
    if (group === undefined) groups.set(pod.namespace, [pod]);
    else group.push(pod);
  }
  return groups;
}

function remembered<T, R>(keyOf: (item: T) => string, make: (item: T) => R): (item: T) => R {
  const memory = new Map<string, { readonly made: R }>();
  return (item) => {
    const key = keyOf(item);
    const known = memory.get(key) ?? { made: make(item) };
    memory.set(key, known);
    return known.made;
  };
}

function selectionKey(wanted: CompiledPods): string {
  return canonicalText(wanted);
}

/** Equal values have equal texts: sets and large numbers written out. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Set) return [...part].map(String).sort();
    return typeof part === 'bigint' ? part.toString() : part;
  });
}
