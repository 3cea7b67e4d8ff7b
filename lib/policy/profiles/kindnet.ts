// kindnet, the network of kind clusters, with kube-network-policies inside.
import { leftOpen, says } from './cells.ts';
import { derivedFrom } from './derive.ts';
import { KUBE_NETWORK_POLICIES } from './kube-network-policies.ts';
import type { ProfileData } from './profile.ts';

const MAIN = 'kubernetes-sigs/kindnet, cmd/kindnetd/main.go';

export const KINDNET: ProfileData = derivedFrom(KUBE_NETWORK_POLICIES, {
  name: 'kindnet',
  title: 'kindnet',
  note: `kube-network-policies is built in (${MAIN}).`,
  versions: 'own',
  semantics: {
    ingressRules: says('enforced', MAIN),
    egressRules: says('enforced', MAIN),
  },
  traits: { establishedConnections: says('kept', `strict mode stays off: ${MAIN}`) },
  apis: {
    'networking-v1': says('enforced', MAIN),
    'admin-v1alpha1': leftOpen(`promised in its documentation, not loaded by ${MAIN}`),
    'cluster-v1alpha2': leftOpen(`promised in its documentation, not loaded by ${MAIN}`),
  },
});
