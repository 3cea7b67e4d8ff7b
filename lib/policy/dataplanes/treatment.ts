// How a dataplane treats a pod: as its documents say in general, or in one of the ways that they except.
import type { Direction } from '../model.ts';
import type { Semantics } from '../profiles/profile.ts';

export type Treatment =
  | { readonly kind: 'plain' }
  | { readonly kind: 'not-enforced'; readonly directions: readonly Direction[] }
  /** The pod is another dataplane's. */
  | { readonly kind: 'as'; readonly profile: string }
  | { readonly kind: 'with'; readonly semantics: Partial<Semantics> };

/** Each way in which a pod may be treated; more than one where the export, or the documents, leave it open. */
export type Treatments = readonly [Treatment, ...Treatment[]];

export const PLAIN: Treatment = { kind: 'plain' };
export const NOT_ENFORCED: Treatment = { kind: 'not-enforced', directions: ['ingress', 'egress'] };

/** Nobody says what becomes of the rules. */
export const OPEN: Treatments = [PLAIN, NOT_ENFORCED];

/**
 * `unseen`: what decides is not in the export. `chosen`: no fault, options say that it is so. `because` is a clause about
 * the pod: `its node is …`.
 */
export interface Exception {
  readonly state: 'violated' | 'unseen' | 'chosen';
  readonly treatments: Treatments;
  readonly because: string;
}
