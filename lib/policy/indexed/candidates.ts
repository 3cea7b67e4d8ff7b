// Finds the policies that may select a pod, or the peers that may name it, by one label that each of them requires.
import { compareNumber } from '../../base/order.ts';
import { NAMESPACE_NAME_LABEL } from '../../sources/kubernetes-objects.ts';
import type { FindCandidates } from '../applicable.ts';
import type { CompiledLevel, CompiledPods, CompiledPolicies, CompiledPolicy, LabelViewName } from '../compiled.ts';
import { labelViewOf } from '../label-view.ts';
import { namespaceView, type PodEndpoint } from '../pod-match.ts';
import type { Selector } from '../selector.ts';

/** A label without one of the values of which the selector names nothing; `namespace`: of the pod's namespace. */
interface Handle {
  readonly of: LabelViewName | 'namespace';
  readonly key: string;
  readonly values: ReadonlySet<string>;
}

/** Places in a list of policies or peers. */
type Places = readonly number[];

/** Those that have a handle on one label. */
interface LabelIndex extends Pick<Handle, 'of' | 'key'> {
  readonly byValue: Map<string, number[]>;
  readonly all: number[];
}

/** A policy and where it is asked. */
interface Asked {
  readonly level: CompiledLevel;
  readonly policy: CompiledPolicy;
}

interface PodsIndex {
  /** Those without a handle. */
  readonly always: Places;
  readonly labels: readonly LabelIndex[];
}

export function indexCandidates({ tiers, namespaces }: CompiledPolicies): FindCandidates {
  const asked = new Map<string | undefined, Asked[]>();
  for (const level of tiers.flatMap((tier) => tier.levels)) {
    for (const [namespace, policies] of level.byNamespace) {
      const known = asked.get(namespace) ?? [];
      asked.set(namespace, known);
      for (const policy of policies) known.push({ level, policy });
    }
  }
  const indexes = new Map(
    [...asked].map(([namespace, inOrder]) => {
      const find = indexPods(
        inOrder.map(({ policy }) => policy.subjects),
        namespaces,
      );
      return [namespace, { inOrder, find }];
    }),
  );
  return (subject) => {
    const found = [undefined, subject.namespace].flatMap((namespace) => {
      const { inOrder, find } = indexes.get(namespace) ?? NOTHING_ASKED;
      return find(subject).flatMap((place) => inOrder[place] ?? []);
    });
    const byLevel = groupByLevel(found);
    return (level) => byLevel.get(level) ?? [];
  };
}

const NOTHING_ASKED = { inOrder: [], find: () => [] };

/** Places in the list of all that may name a pod, and of others too; ascending. */
export function indexPods(
  list: readonly CompiledPods[],
  namespaces: CompiledPolicies['namespaces'],
): (pod: PodEndpoint) => Places {
  const index = indexLabels(list);
  return (pod) => lookUp(index, pod, namespaces);
}

function groupByLevel(found: readonly Asked[]): ReadonlyMap<CompiledLevel, readonly CompiledPolicy[]> {
  const byLevel = new Map<CompiledLevel, CompiledPolicy[]>();
  for (const { level, policy } of found) {
    const known = byLevel.get(level);
    if (known === undefined) byLevel.set(level, [policy]);
    else known.push(policy);
  }
  return byLevel;
}

function indexLabels(list: readonly CompiledPods[]): PodsIndex {
  const handles = list.map(handlesOf);
  const crowds = countHandles(handles);
  const always: number[] = [];
  const labels = new Map<string, LabelIndex>();
  for (const [place, choice] of handles.entries()) {
    const handle = leastCrowded(choice, crowds);
    if (handle === undefined) always.push(place);
    else addPlace(labels, handle, place);
  }
  return { always, labels: [...labels.values()] };
}

function addPlace(labels: Map<string, LabelIndex>, { of, key, values }: Handle, place: number): void {
  const name = `${of} ${key}`;
  const label = labels.get(name) ?? { of, key, byValue: new Map<string, number[]>(), all: [] };
  labels.set(name, label);
  label.all.push(place);
  for (const value of values) {
    const places = label.byValue.get(value);
    if (places === undefined) label.byValue.set(value, [place]);
    else places.push(place);
  }
}

function handlesOf({ namespaces, pods, view }: CompiledPods): readonly Handle[] {
  const ofPod = requiredLabels(pods).map((required) => ({ of: view, ...required }));
  switch (namespaces.kind) {
    case 'all':
      return ofPod;
    case 'own':
      return [...ofPod, { of: 'namespace', key: NAMESPACE_NAME_LABEL, values: new Set([namespaces.namespace]) }];
    case 'selected': {
      const ofNamespace = requiredLabels(namespaces.selector).map((required) => ({
        of: 'namespace' as const,
        ...required,
      }));
      return [...ofPod, ...ofNamespace];
    }
  }
}

function requiredLabels(selector: Selector): readonly Pick<Handle, 'key' | 'values'>[] {
  return selector
    .flatMap((requirement) => (requirement.kind === 'label' && requirement.operator === 'In' ? [requirement] : []))
    .map(({ key, values }) => ({ key, values }));
}

/** How many could be found by each label and value. */
function countHandles(handles: readonly (readonly Handle[])[]): ReadonlyMap<string, number> {
  const crowds = new Map<string, number>();
  for (const name of handles.flat().flatMap(valueNames)) crowds.set(name, (crowds.get(name) ?? 0) + 1);
  return crowds;
}

function valueNames({ of, key, values }: Handle): readonly string[] {
  return [...values].map((value) => `${of} ${key} ${value}`);
}

function leastCrowded(handles: readonly Handle[], crowds: ReadonlyMap<string, number>): Handle | undefined {
  const crowdOf = (handle: Handle) => Math.max(0, ...valueNames(handle).map((name) => crowds.get(name) ?? 0));
  return handles.reduce<Handle | undefined>(
    (best, handle) => (best === undefined || crowdOf(handle) < crowdOf(best) ? handle : best),
    undefined,
  );
}

function lookUp(index: PodsIndex, pod: PodEndpoint, namespaces: CompiledPolicies['namespaces']): Places {
  const found = [...index.always];
  const ofNamespace = namespaceView(pod.namespace, namespaces);
  for (const { of, key, all, byValue } of index.labels) {
    const view = of === 'namespace' ? ofNamespace : labelViewOf(pod, of, namespaces);
    const value = view.valueOf(key);
    // What is not known may be the value that the policy asks for.
    if (!view.isKnown(key)) found.push(...all);
    else if (value !== undefined) found.push(...(byValue.get(value) ?? []));
  }
  return found.sort(compareNumber);
}
