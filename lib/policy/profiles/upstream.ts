// The API's own text, where no dataplane is named.
import type { Profile } from './profile.ts';

export const UPSTREAM: Profile = {
  name: 'upstream',
  ipBlockMatches: 'every-address',
  // "traffic to and from the node where a Pod is running is always allowed, regardless of the IP address of the Pod or
  // the node" (concepts page, the two sorts of pod isolation and ipBlock).
  ownNode: { ingress: 'allowed', egress: 'allowed' },
  undeclaredRules: 'inert',
  portless: 'by-rules-without-ports',
};
