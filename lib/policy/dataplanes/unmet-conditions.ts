// Whose a pod is where a cluster has two dataplanes, and which conditions its node and it do not meet.
import type { PolicyEndpoint } from '../model.ts';
import type { DataplaneArgument, DataplanePart } from '../profiles/dataplane-argument.ts';
import type { NodeFacts } from './cluster-facts.ts';
import type { Condition, PodTraits } from './condition.ts';
import { conditionsOf } from './conditions.ts';
import { type Exception, NOT_ENFORCED } from './treatment.ts';

export interface Found {
  readonly condition: Condition;
  readonly exception: Exception;
}

/** One of the dataplanes that a pod may have, with what is not met there. */
export interface NodeWay {
  readonly part: DataplanePart;
  readonly found: readonly Found[];
}

/** Never empty; several where the node is not seen and the cluster has two dataplanes. */
export function waysOf(argument: DataplaneArgument, node: NodeFacts | undefined): readonly NodeWay[] {
  const [first, second] = argument.parts;
  if (second === undefined) return [wayOf(first, node, { alone: true })];
  const parts = node === undefined ? [first, second] : [node.kinds.includes('virtual') ? first : second];
  return parts.map((part) => wayOf(part, node, { alone: false }));
}

function wayOf(part: DataplanePart, node: NodeFacts | undefined, { alone }: { readonly alone: boolean }): NodeWay {
  const found = conditionsOf(part.name).flatMap((condition): readonly Found[] => {
    if (condition.of !== 'node' || (condition.alone === true && !alone)) return [];
    const exception = condition.test(node, part.options);
    return exception === undefined ? [] : [{ condition, exception }];
  });
  return { part, found };
}

export function podExceptions(part: DataplanePart, pod: PodTraits): readonly Found[] {
  return conditionsOf(part.name).flatMap((condition): readonly Found[] => {
    if (condition.of !== 'pod') return [];
    const exception = condition.test(pod);
    return exception === undefined ? [] : [{ condition, exception }];
  });
}

export function podTraits(pod: Extract<PolicyEndpoint, { kind: 'pod' }>): PodTraits {
  return { runtimeClass: pod.runtimeClass, standalone: pod.standalone === true };
}

/** Switched off, nothing else matters. */
export function switchedOff({ options }: DataplanePart): Exception | undefined {
  if (options.policies !== 'off') return undefined;
  return { state: 'violated', treatments: [NOT_ENFORCED], because: 'network policies are switched off' };
}
