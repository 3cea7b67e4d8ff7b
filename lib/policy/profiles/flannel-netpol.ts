// flannel with the policy sidecar of its chart, which is kube-network-policies.

import { says } from './cells.ts';
import { derivedFrom } from './derive.ts';
import { KUBE_NETWORK_POLICIES } from './kube-network-policies.ts';
import type { ProfileData } from './profile.ts';

const NETPOL = 'flannel-io/flannel, Documentation/netpol.md';

export const FLANNEL_NETPOL: ProfileData = derivedFrom(KUBE_NETWORK_POLICIES, {
  name: 'flannel-netpol',
  title: 'flannel with network policies',
  note: `netpol.enabled of the chart starts kube-network-policies beside flannel, from 0.25.5 on (${NETPOL}).`,
  versions: 'own',
  semantics: {
    ingressRules: says('enforced', NETPOL),
    egressRules: says('enforced', NETPOL),
  },
});
