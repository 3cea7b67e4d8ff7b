// GKE Dataplane V2: Cilium as Google manages it.
import { leftOpen, says } from './cells.ts';
import { CILIUM } from './cilium.ts';
import { derivedFrom } from './derive.ts';
import type { ProfileData } from './profile.ts';

const CONCEPT = 'GKE docs, Dataplane V2';

export const GKE_DPV2: ProfileData = derivedFrom(CILIUM, {
  name: 'gke-dpv2',
  title: 'GKE Dataplane V2',
  note: `Implemented with Cilium, enforcement is always on (${CONCEPT}). DNS and metadata servers on link-local addresses need an ipBlock. Clusters without Dataplane V2 enforce with Calico.`,
  versions: 'own',
  semantics: {
    ingressRules: says('enforced', CONCEPT),
    egressRules: says('enforced', CONCEPT),
  },
  apis: {
    'networking-v1': says('enforced', CONCEPT),
    'cluster-v1alpha2': leftOpen(`an option of Cilium from 1.20 on, of which nothing is said: ${CONCEPT}`),
    cilium: leftOpen(`CiliumClusterwideNetworkPolicy as an option, CiliumNetworkPolicy not offered: ${CONCEPT}`),
  },
});
