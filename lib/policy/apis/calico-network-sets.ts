// Calico's NetworkSet and GlobalNetworkSet: labelled lists of blocks that the selectors of rules also name.
import { compareBy } from '../../base/order.ts';
import type { Labels, PolicyDocument } from '../../sources/kubernetes-objects.ts';
import type { CompiledBlock } from '../compiled.ts';
import { readBlocks } from './calico-blocks.ts';
import { DEFAULT_NAMESPACE, isCalicoGroup, readLabels, readName, rootOf } from './calico-names.ts';
import { checkFields, type Problem, propertyOf } from './manifest-reader.ts';

export interface NetworkSet {
  /** `NetworkSet shop/partners`, `GlobalNetworkSet partners`. */
  readonly name: string;
  /** Undefined for a GlobalNetworkSet. */
  readonly namespace: string | undefined;
  readonly labels: Labels;
  /** Undefined where the object cannot be read: then neither its labels nor its blocks are known. */
  readonly blocks: readonly CompiledBlock[] | undefined;
}

/** The last of each name, by name. */
export function readNetworkSets(documents: readonly PolicyDocument[]): readonly NetworkSet[] {
  const sets = documents.filter(isNetworkSet).map((document) => readNetworkSet(document).set);
  const last = new Map(sets.map((set) => [set.name, set]));
  return [...last.values()].sort(compareBy((set) => set.name));
}

export function isNetworkSet(document: PolicyDocument): boolean {
  const root = rootOf(document);
  const kind = propertyOf(root, 'kind').value;
  return isCalicoGroup(String(propertyOf(root, 'apiVersion').value)) && (kind === 'NetworkSet' || kind === GLOBAL);
}

const GLOBAL = 'GlobalNetworkSet';

export function readNetworkSet(document: PolicyDocument): {
  readonly set: NetworkSet;
  readonly problems: readonly Problem[];
} {
  const root = rootOf(document);
  checkFields(root, ['apiVersion', 'kind', 'metadata', 'spec']);
  const { namespace: written = DEFAULT_NAMESPACE, name = '?' } = readName(root);
  const labels = readLabels(propertyOf(propertyOf(root, 'metadata'), 'labels'));
  const spec = propertyOf(root, 'spec');
  if (spec.value !== undefined) checkFields(spec, ['nets']);
  const blocks = readBlocks(propertyOf(spec, 'nets')) ?? [];
  const isGlobal = propertyOf(root, 'kind').value === GLOBAL;
  const set: NetworkSet = {
    name: isGlobal ? `${GLOBAL} ${name}` : `NetworkSet ${written}/${name}`,
    namespace: isGlobal ? undefined : written,
    labels,
    blocks: root.problems.length === 0 ? blocks : undefined,
  };
  return { set, problems: root.problems };
}
