// A condition that the documents set for policies to work on a node or for a pod: data, with its source.
import type { DataplaneOptions } from '../profiles/dataplane-keys.ts';
import type { NodeFacts, NodeKind } from './cluster-facts.ts';
import { type Exception, PLAIN, type Treatments } from './treatment.ts';

export type DataplaneSeverity = 'high' | 'medium' | 'low' | 'info';

interface ConditionText {
  /** Of the finding that names what violates it. */
  readonly code: string;
  readonly severity: DataplaneSeverity;
  readonly dataplanes: readonly string[];
  /** Asked only where no second dataplane is named, which settles it. */
  readonly alone?: true;
  /** What is asked, as a sentence without its end. */
  readonly asks: string;
  readonly mend: string;
  /** A public document. */
  readonly source: string;
}

/** `node` is undefined where the export does not show it; the result is undefined where the condition is met. */
export interface NodeCondition extends ConditionText {
  readonly of: 'node';
  readonly test: (node: NodeFacts | undefined, options: DataplaneOptions) => Exception | undefined;
}

/** What is asked of the pod itself. */
export interface PodTraits {
  readonly runtimeClass: string | undefined;
  readonly standalone: boolean;
}

export interface PodCondition extends ConditionText {
  readonly of: 'pod';
  readonly test: (pod: PodTraits) => Exception | undefined;
}

export type Condition = NodeCondition | PodCondition;

export const NODE_NOT_SEEN = 'its node is not in the export';

/** What a kind of node makes a difference by; where the node is not seen, both are open. */
export function kindSeen(
  kind: NodeKind,
  node: NodeFacts | undefined,
  { nodes }: DataplaneOptions,
  { treatments, because }: { readonly treatments: Treatments; readonly because: string },
): Exception | undefined {
  if (node === undefined) {
    if (nodes === 'met') return undefined;
    return { state: 'unseen', treatments: [PLAIN, ...treatments], because: NODE_NOT_SEEN };
  }
  return node.kinds.includes(kind) ? { state: 'violated', treatments, because } : undefined;
}
