// The smallest stable selector for exactly one workload's pods among all pods of its namespace.
import { compareText } from '../base/order.ts';
import type { Workload } from '../identity/workload.ts';
import { isLastResortLabel, isVolatileLabel } from '../policy/volatile-labels.ts';
import type { Labels } from '../sources/kubernetes-objects.ts';
import { equalRequirements, expressionRequirements, type Requirement, requirementHolds } from './requirements.ts';
import { smallestCover } from './smallest-cover.ts';

/** `confused`: indices of the other label sets that no stable condition tells from the own ones. */
export type Selection =
  | { readonly kind: 'exact'; readonly requirements: readonly Requirement[] }
  | { readonly kind: 'indistinguishable'; readonly confused: readonly number[] };

/** Selects exactly the workload's pods, seen in any snapshot, among those of `all`, the workloads of its namespace. */
export function selectWorkload(workload: Workload, all: readonly Workload[]): Selection {
  const others = all.filter((other) => other.id !== workload.id && !other.hostNetwork);
  return selectPods(stableLabelSets([workload]), stableLabelSets(others));
}

/** The distinct label sets of the workloads' pods, volatile labels taken off. */
export function stableLabelSets(workloads: readonly Workload[]): readonly Labels[] {
  const sets = new Map<string, Labels>();
  for (const workload of workloads) {
    const variants = workload.variants.length > 0 ? workload.variants : [workload];
    for (const { labels } of variants) {
      const stable = Object.entries(labels).filter(([key]) => !isVolatileLabel(key));
      stable.sort(([left], [right]) => compareText(left, right));
      sets.set(JSON.stringify(stable), Object.fromEntries(stable));
    }
  }
  return [...sets.entries()].sort(([left], [right]) => compareText(left, right)).map(([, labels]) => labels);
}

/** Labels alone if they can do it, release names and the like only where nothing else can, then expressions too. */
export function selectPods(own: readonly Labels[], others: readonly Labels[]): Selection {
  const equal = equalRequirements(own);
  const trusted = equal.filter((requirement) => !isLastResortLabel(requirement.key));
  const chosen = trusted.length > 0 ? fewest(trusted, others) : undefined;
  const requirements = chosen ?? (equal.length > 0 ? fewest(equal, others) : undefined);
  return requirements === undefined ? selectWithExpressions(equal, own, others) : { kind: 'exact', requirements };
}

/** The fewest expressions that exclude what all labels together cannot, then the fewest labels beside them. */
function selectWithExpressions(
  equal: readonly Requirement[],
  own: readonly Labels[],
  others: readonly Labels[],
): Selection {
  const alike = others.filter((labels) => equal.every((requirement) => requirementHolds(requirement, labels)));
  const expressions = expressionRequirements(own, alike);
  const needed = cover(expressions, alike, 0);
  if (needed === undefined) {
    const confused = alike.filter((labels) => expressions.every((expression) => requirementHolds(expression, labels)));
    return { kind: 'indistinguishable', confused: confused.map((labels) => others.indexOf(labels)) };
  }
  const left = others.filter((labels) => needed.every((requirement) => requirementHolds(requirement, labels)));
  return { kind: 'exact', requirements: [...(fewest(equal, left) ?? []), ...needed] };
}

/** At least one where there is one, so that pods of a workload still to come are not selected by chance. */
function fewest(equal: readonly Requirement[], others: readonly Labels[]): readonly Requirement[] | undefined {
  return cover(equal, others, Math.min(1, equal.length));
}

function cover(
  requirements: readonly Requirement[],
  others: readonly Labels[],
  atLeast: number,
): readonly Requirement[] | undefined {
  const candidates = requirements.map(
    (requirement) => new Set(others.flatMap((labels, index) => (requirementHolds(requirement, labels) ? [] : [index]))),
  );
  const chosen = smallestCover({ candidates, items: others.map((_, index) => index), atLeast });
  return chosen && requirements.filter((_, index) => chosen.includes(index));
}
