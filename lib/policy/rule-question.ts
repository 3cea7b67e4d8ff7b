// What a rule is asked: one side of a connection, and all that is known around it.
import type { Certainty } from './certainty.ts';
import type { CompiledPolicies } from './compiled.ts';
import type { Direction, PolicyEndpoint, PolicyQuery } from './model.ts';
import type { PodEndpoint } from './pod-match.ts';
import type { Profile } from './profiles/profile.ts';

/** One side's question to its rules: `peer` is the other side of `subject`. */
export interface RuleQuestion {
  readonly direction: Direction;
  readonly subject: PodEndpoint;
  readonly peer: PolicyEndpoint;
  readonly query: PolicyQuery;
  readonly namespaces: CompiledPolicies['namespaces'];
  readonly cluster: CompiledPolicies['cluster'];
  readonly profile: Profile;
  /** Whether an exception anywhere in the direction closes blocks to the other side; absent where it does not. */
  readonly closed?: Certainty;
}
