// The nodes of a cluster as a report keeps them: those that are alike together, since most are.
import { compareBy } from '../base/order.ts';
import type { NodeFacts } from '../policy/dataplanes/cluster-facts.ts';
import type { ReportNodes } from './document.ts';

/** By the first name of each group; names are sorted. */
export function toReportNodes(nodes: readonly NodeFacts[]): readonly ReportNodes[] {
  const groups = new Map<string, { readonly facts: Omit<NodeFacts, 'name'>; readonly names: string[] }>();
  for (const { name, ...facts } of [...nodes].sort(compareBy((node) => node.name))) {
    const key = JSON.stringify([facts.kinds, facts.kubelet, facts.kernel, facts.osImage, facts.system]);
    const group = groups.get(key) ?? { facts, names: [] };
    group.names.push(name);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ facts, names }) => ({ names, ...facts }));
}

/** By name. */
export function fromReportNodes(groups: readonly ReportNodes[]): readonly NodeFacts[] {
  return groups
    .flatMap(({ names, ...facts }) => names.map((name) => ({ name, ...facts })))
    .sort(compareBy(({ name }) => name));
}
