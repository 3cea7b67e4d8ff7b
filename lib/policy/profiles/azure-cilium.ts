// Azure CNI powered by Cilium, on AKS.
import { leftOpen, says, saysSince } from './cells.ts';
import { CILIUM } from './cilium.ts';
import { derivedFrom } from './derive.ts';
import type { ProfileData } from './profile.ts';

const PRODUCT = 'AKS docs, Azure CNI powered by Cilium';
const MIGRATION = 'AKS docs, migrate from NPM to Cilium network policy';

export const AZURE_CILIUM: ProfileData = derivedFrom(CILIUM, {
  name: 'azure-cilium',
  title: 'Azure CNI powered by Cilium',
  note: `Cilium, managed: its version follows the cluster's (${PRODUCT}). Linux nodes only.`,
  versions: 'own',
  semantics: {
    ipBlockMatchesPods: says('no', PRODUCT),
    ipBlockMatchesNodes: says('no', `${PRODUCT}; ${MIGRATION}`),
    ipv6: says('supported', `dual-stack: ${PRODUCT}`),
    endPort: saysSince('range', `Kubernetes 1.31 comes with Cilium 1.16, 1.32 with 1.17: ${PRODUCT}; ${MIGRATION}`, {
      of: 'kubernetes',
      versions: ['1.32'],
      before: 'first-port',
    }),
    namedPorts: says('exact-where-one-number', `numbers are advised instead: ${MIGRATION}`),
    hostNetworkPeer: says('never-selected', PRODUCT),
    excludingSelector: saysSince('unknown', `of the versions of Cilium inside after 1.17 nothing is said: ${PRODUCT}`, {
      of: 'kubernetes',
      versions: ['1.33'],
      before: 'everything-else',
    }),
    podToOwnNode: says('by-rules', MIGRATION),
  },
  traits: {
    loadBalancerClient: says('depends', `enforced with externalTrafficPolicy Cluster as well: ${MIGRATION}`),
  },
  apis: {
    'networking-v1': says('enforced', PRODUCT),
    'cluster-v1alpha2': leftOpen(`an option of Cilium from 1.20 on, of which nothing is said: ${PRODUCT}`),
    cilium: says('enforced', `layer 3 and 4 of CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy: ${PRODUCT}`),
  },
});
