// Pods as the other side of a rule: whom its selectors may name, and which of the others it cannot tell apart.
import { compareNumber, uniqueSorted } from '../base/order.ts';
import { makeBlockIndex } from '../net/block-index.ts';
import { parseCidr } from '../net/cidr.ts';
import type { Certainty } from '../policy/certainty.ts';
import { portNameKey } from '../policy/cluster-pods.ts';
import type { CompiledPods, CompiledPolicies, CompiledRule } from '../policy/compiled.ts';
import { addressesOf } from '../policy/endpoint-addresses.ts';
import { indexPods } from '../policy/indexed/candidates.ts';
import { matchPods } from '../policy/pod-match.ts';
import { partsOf, policyBlocks } from '../policy/policy-terms.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import type { PodProbe } from './probes.ts';

/** Places in the list of pods, ascending. */
export type Places = readonly number[];

/** Pods of one group answer every selector alike that names a crowd, and every other question of the rules. */
export interface PeerGroups {
  /** No other division has it. */
  readonly id: string;
  /** The group of each pod, by its place. */
  readonly groupOf: readonly number[];
  readonly members: readonly Places[];
}

export interface PeerIndex {
  /** Those that selectors of the rules may name that name only few: each of them may fare in its own way. */
  readonly namedBy: (rules: readonly CompiledRule[]) => ReadonlySet<number>;
  /** How the rules divide all others. */
  readonly groupsFor: (rules: readonly CompiledRule[]) => PeerGroups;
}

/** A selector that names more is a way to divide all pods; one that names fewer leads to each of them. */
const CROWD = 16;

/**
 * What a verdict asks of a pod as the other side, when none of the two is on the host's network and no Service is between
 * them: which selectors name it, which blocks hold its addresses (their families among it), what numbers it gives to named
 * ports. `endpoint-classes.ts` has the same of all policies together, here it is of a few rules.
 */
export function indexPeers(pods: readonly PodProbe[], policies: CompiledPolicies, dataplane: Dataplane): PeerIndex {
  const selectors = readSelectors(policies);
  const answers = matchAll(selectors.distinct, pods, policies);
  const alikeOf = makeAlikeKeys(policies, dataplane);
  const alike = pods.map(alikeOf);
  const known = new Map<string, PeerGroups>();
  const numbersOf = (rules: readonly CompiledRule[], crowded: boolean) => {
    const numbers = new Set(rules.flatMap((rule) => selectors.ofRule.get(rule) ?? []));
    return [...numbers].filter((number) => (answers[number]?.size ?? 0) > CROWD === crowded);
  };
  return {
    namedBy: (rules) => new Set(numbersOf(rules, false).flatMap((number) => [...(answers[number]?.keys() ?? [])])),
    groupsFor: (rules) => {
      const crowds = numbersOf(rules, true).sort(compareNumber);
      const id = crowds.join(' ');
      const groups =
        known.get(id) ??
        divide(
          id,
          alike,
          crowds.flatMap((number) => answers[number] ?? []),
        );
      known.set(id, groups);
      return groups;
    },
  };
}

interface Selectors {
  readonly distinct: readonly CompiledPods[];
  /** Their places, for each rule those of its peers. */
  readonly ofRule: ReadonlyMap<CompiledRule, readonly number[]>;
}

/** Many policies name one peer in the same words. */
function readSelectors({ policies }: CompiledPolicies): Selectors {
  const places = new Map<string, number>();
  const distinct: CompiledPods[] = [];
  const ofRule = new Map<CompiledRule, readonly number[]>();
  const placeOf = (selector: CompiledPods): number => {
    const text = JSON.stringify(selector, (_key, value: unknown) => (value instanceof Set ? [...value] : value));
    const place = places.get(text) ?? distinct.length;
    if (place === distinct.length) distinct.push(selector);
    places.set(text, place);
    return place;
  };
  for (const { sections } of policies) {
    for (const rule of [...sections.ingress.rules, ...sections.egress.rules]) {
      const peers = rule.peers.kind === 'all' ? [] : rule.peers.peers.flatMap(partsOf);
      ofRule.set(
        rule,
        peers.flatMap((peer) => (peer.kind === 'pods' ? [placeOf(peer)] : [])),
      );
    }
  }
  return { distinct, ofRule };
}

/** The places of the pods that each selector may name. */
type Answers = ReadonlyMap<number, Exclude<Certainty, 'no'>>;

function matchAll(
  selectors: readonly CompiledPods[],
  pods: readonly PodProbe[],
  { namespaces }: CompiledPolicies,
): readonly Answers[] {
  const find = indexPods(selectors, namespaces);
  const answers = selectors.map((selector) => ({ selector, found: new Map<number, Exclude<Certainty, 'no'>>() }));
  for (const [place, pod] of pods.entries()) {
    for (const number of find(pod)) {
      const answer = answers[number];
      const match = answer === undefined ? 'no' : matchPods(answer.selector, pod, namespaces);
      if (match !== 'no') answer?.found.set(place, match);
    }
  }
  return answers.map(({ found }) => found);
}

function divide(id: string, alike: readonly string[], crowds: readonly Answers[]): PeerGroups {
  const numbers = new Map<string, number>();
  const members: number[][] = [];
  const groupOf = alike.map((own, place) => {
    const key = [...crowds.map((answers) => answers.get(place) ?? 'no'), own].join(' ');
    const number = numbers.get(key) ?? members.length;
    if (number === members.length) members.push([]);
    numbers.set(key, number);
    members[number]?.push(place);
    return number;
  });
  return { id, groupOf, members };
}

/** All of a pod but its labels and its namespace. */
function makeAlikeKeys(policies: CompiledPolicies, dataplane: Dataplane): (pod: PodProbe) => string {
  const always = dataplane.profiles.flatMap(({ data }) => data.alwaysAllowed.flatMap(({ is }) => parseCidr(is) ?? []));
  const blockClassOf = makeBlockIndex([...policyBlocks(policies), ...always]);
  const names = namedPorts(policies);
  return (pod) => {
    const blocks = addressesOf(pod)?.map((address) => String(blockClassOf(address)));
    const ports = pod.ports.flatMap(({ name, protocol, port }) => {
      const key = name === undefined ? undefined : portNameKey(name, protocol);
      return key !== undefined && names.has(key) ? [`${key} ${port}`] : [];
    });
    return JSON.stringify([blocks === undefined ? 'not known' : uniqueSorted(blocks), uniqueSorted(ports)]);
  };
}

function namedPorts({ policies }: CompiledPolicies): ReadonlySet<string> {
  const rules = policies.flatMap(({ sections }) => [...sections.ingress.rules, ...sections.egress.rules]);
  const ports = rules.flatMap((rule) => (rule.ports.kind === 'all' ? [] : rule.ports.ports));
  return new Set(ports.flatMap((port) => (port.kind === 'name' ? [portNameKey(port.name, port.protocol)] : [])));
}
