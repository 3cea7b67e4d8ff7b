// The dataplane of one cluster: which profile each pod has, by its node and by what it is.
import { uniqueSorted } from '../../base/order.ts';
import { type Dataplane, uniformDataplane } from '../profiles/dataplane.ts';
import type { DataplaneArgument } from '../profiles/dataplane-argument.ts';
import { mergeProfiles } from '../profiles/merge-profiles.ts';
import type { Profile } from '../profiles/profile.ts';
import { type ClusterFacts, lowestKubelet, type NodeFacts } from './cluster-facts.ts';
import type { PodTraits } from './condition.ts';
import { conditionsOf } from './conditions.ts';
import { clusterVersions, profileWith } from './pod-profile.ts';
import { podExceptions, podTraits, switchedOff, waysOf } from './unmet-conditions.ts';

const ORDINARY: PodTraits = { runtimeClass: undefined, standalone: false };

/** `nodes` by name. */
export function makeDataplane(argument: DataplaneArgument, { nodes }: Pick<ClusterFacts, 'nodes'>): Dataplane {
  const versions = clusterVersions(argument, lowestKubelet(nodes));
  const known = new Map(nodes.map((node) => [node.name, node]));
  const nodeClassOf = (name: string) => classOf(argument, known.get(name));
  /** The first node of each class stands for it. */
  const byClass = new Map([...nodes].reverse().map((node) => [classOf(argument, node), node]));
  const classes = uniqueSorted(byClass.keys());
  const onNode = (node: NodeFacts | undefined, traits: PodTraits): Profile =>
    merge(
      waysOf(argument, node).map(({ part, found }) => {
        const off = switchedOff(part);
        const exceptions = [...found, ...podExceptions(part, traits)].map(({ exception }) => exception);
        return profileWith(part, off === undefined ? exceptions : [off], versions);
      }),
    );
  const profileAt = remembered((nodeClass: string | undefined, traits: PodTraits) =>
    onNode(nodeClass === undefined ? undefined : byClass.get(nodeClass), traits),
  );
  const profileOf = remembered((place: string | undefined, traits: PodTraits, isClass: boolean) => {
    const of = place === undefined || isClass ? place : nodeClassOf(place);
    return merge((of === undefined ? anyOf(classes) : [of]).map((each) => profileAt(each, traits, true)));
  });
  const unlisted = classOf(argument, undefined);
  const nodesAlike = classes.every((nodeClass) => nodeClass === unlisted);
  const [ordinary, ...more] = anyOf(classes).map((each) => profileAt(each, ORDINARY, true));
  if (ordinary !== undefined && nodesAlike && argument.parts.length === 1 && !asksPods(argument)) {
    return { ...uniformDataplane(ordinary), name: argument.text };
  }
  const plain = argument.parts.map((part) => profileWith(part, [], versions));
  const [first, ...others] = [...plain, ...(ordinary === undefined ? [] : [ordinary]), ...more];
  return {
    name: argument.text,
    profiles: [first ?? onNode(undefined, ORDINARY), ...others],
    profileOf: (pod) => profileOf(pod.nodeName ?? pod.nodeClass, podTraits(pod), pod.nodeName === undefined),
    nodeClassOf: nodesAlike ? undefined : nodeClassOf,
  };
}

function asksPods({ parts }: DataplaneArgument): boolean {
  return parts.some(({ name }) => conditionsOf(name).some(({ of }) => of === 'pod'));
}

/** Of a pod whose node is left open: any class that the cluster has. */
function anyOf(classes: readonly string[]): readonly (string | undefined)[] {
  return classes.length === 0 ? [undefined] : classes;
}

type ProfileAt = (place: string | undefined, traits: PodTraits, isClass: boolean) => Profile;

/** The same profile for the same question, so that evaluators can tell profiles apart by identity. */
function remembered(profileAt: ProfileAt): ProfileAt {
  const memory = new Map<string, Profile>();
  return (place, traits, isClass) => {
    const key = `${isClass} ${traits.standalone} ${traits.runtimeClass ?? ''} ${place ?? ''}`;
    const profile = memory.get(key) ?? profileAt(place, traits, isClass);
    memory.set(key, profile);
    return profile;
  };
}

/** Nodes are of one class where the same conditions are not met for the same reasons. */
function classOf(argument: DataplaneArgument, node: NodeFacts | undefined): string {
  const ways = waysOf(argument, node).map(({ part, found }) => ({
    dataplane: part.name,
    exceptions: found.map(({ exception }) => exception),
  }));
  return JSON.stringify(ways);
}

function merge(profiles: readonly Profile[]): Profile {
  const [first, ...others] = [...new Set(profiles)];
  if (first === undefined) throw new Error('a pod has a profile in every way it may be treated');
  return mergeProfiles([first, ...others]);
}
