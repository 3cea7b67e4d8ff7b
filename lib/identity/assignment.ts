// Who held an address, and from when to when.
import type { SecondsRange } from './timeline.ts';

/** `pod` is `namespace/name`. */
export type SingleHolder =
  | { readonly kind: 'workload'; readonly id: string; readonly pod: string; readonly nodeName: string | undefined }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'service'; readonly namespace: string; readonly name: string };

/** `ambiguous`: each of the candidates, sorted by `holderKey`, may have held the address. */
export type Holder = SingleHolder | { readonly kind: 'ambiguous'; readonly candidates: readonly SingleHolder[] };

/** Both ends belong to the segment; segments of one address do not overlap. */
export interface AddressAssignment extends SecondsRange {
  /** Canonical text. */
  readonly address: string;
  readonly holder: Holder;
  /**
   * Up to here the holder is certain; behind it nothing contradicts him, but he was gone in the next snapshot, and an
   * owner that no snapshot shows may have come and gone. Only his own traffic without a pause can still prove him.
   */
  readonly certainToSeconds: number;
}

/** Text that identifies and orders holders. */
export function holderKey(holder: SingleHolder): string {
  switch (holder.kind) {
    case 'workload':
      return `workload ${holder.id} ${holder.pod}`;
    case 'node':
      return `node ${holder.name}`;
    case 'service':
      return `service ${holder.namespace}/${holder.name}`;
  }
}
