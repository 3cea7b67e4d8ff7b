// A dataplane as data: the points where implementations read the same policy differently.
import type { Direction } from '../model.ts';

export interface Profile {
  readonly name: string;
  /** Whether an ipBlock is compared with every address, or only with those of no pod and no node. */
  readonly ipBlockMatches: 'every-address' | 'outside-addresses';
  /** Traffic between a pod and the node it runs on, by the direction as the pod sees it. */
  readonly ownNode: Readonly<Record<Direction, 'allowed' | 'by-rules'>>;
  /** Rules of a direction that policyTypes leaves out: without effect, or isolating as if it were listed. */
  readonly undeclaredRules: 'inert' | 'enforced';
  /** ICMP and what else has no ports: matched by rules without `ports`, or nobody says. */
  readonly portless: 'by-rules-without-ports' | 'undocumented';
}
