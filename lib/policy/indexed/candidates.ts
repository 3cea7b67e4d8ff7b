// Finds the policies that may select a pod by one label that each of them requires, without looking at all of them.
import { NAMESPACE_NAME_LABEL } from '../../sources/kubernetes-objects.ts';
import type { FindCandidates } from '../applicable.ts';
import type { CompiledLevel, CompiledPods, CompiledPolicies, CompiledPolicy, LabelViewName } from '../compiled.ts';
import { labelViewOf } from '../label-view.ts';
import { namespaceView, type PodEndpoint } from '../pod-match.ts';
import type { LabelView, Selector } from '../selector.ts';

/** A label without one of the values of which the policy selects nothing; `namespace`: of the pod's namespace. */
interface Handle {
  readonly of: LabelViewName | 'namespace';
  readonly key: string;
  readonly values: ReadonlySet<string>;
}

/** Places in a list of policies. */
type Places = readonly number[];

/** Those that have a handle on one label. */
interface LabelIndex extends Pick<Handle, 'of' | 'key'> {
  readonly byValue: Map<string, number[]>;
  readonly all: number[];
}

interface PolicyIndex {
  readonly policies: readonly CompiledPolicy[];
  /** Those without a handle. */
  readonly always: Places;
  readonly labels: readonly LabelIndex[];
}

export function indexCandidates({ tiers, namespaces }: CompiledPolicies): FindCandidates {
  const levels = tiers.flatMap((tier) => tier.levels);
  const indexes = new Map(levels.map((level) => [level, indexLevel(level)]));
  return (level, subject) => {
    const index = indexes.get(level);
    return [undefined, subject.namespace].flatMap((namespace) => {
      const found = index?.get(namespace);
      return found === undefined ? [] : lookUp(found, subject, namespaces);
    });
  };
}

function indexLevel({ byNamespace }: CompiledLevel): ReadonlyMap<string | undefined, PolicyIndex> {
  return new Map([...byNamespace].map(([namespace, policies]) => [namespace, indexPolicies(policies)]));
}

function indexPolicies(policies: readonly CompiledPolicy[]): PolicyIndex {
  const handles = policies.map(({ subjects }) => handlesOf(subjects));
  const crowds = countHandles(handles);
  const always: number[] = [];
  const labels = new Map<string, LabelIndex>();
  for (const [place, choice] of handles.entries()) {
    const handle = leastCrowded(choice, crowds);
    if (handle === undefined) always.push(place);
    else addPlace(labels, handle, place);
  }
  return { policies, always, labels: [...labels.values()] };
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

/** How many policies could be found by each label and value. */
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

function lookUp(
  index: PolicyIndex,
  subject: PodEndpoint,
  namespaces: CompiledPolicies['namespaces'],
): readonly CompiledPolicy[] {
  const found = [...index.always];
  for (const label of index.labels) {
    const view: LabelView =
      label.of === 'namespace'
        ? namespaceView(subject.namespace, namespaces)
        : labelViewOf(subject, label.of, namespaces);
    const value = view.valueOf(label.key);
    // What is not known may be the value that the policy asks for.
    if (!view.isKnown(label.key)) found.push(...label.all);
    else if (value !== undefined) found.push(...(label.byValue.get(value) ?? []));
  }
  return found.sort((left, right) => left - right).flatMap((place) => index.policies[place] ?? []);
}
