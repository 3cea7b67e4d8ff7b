// Azure Network Policy Manager on Linux nodes of AKS: iptables and ipsets.
import { derived, leftOpen, NO_LIMITS, says } from './cells.ts';
import type { ProfileData } from './profile.ts';

const GUIDE = 'AKS docs, use network policies';
const TRANSLATION = 'Azure/azure-container-networking, npm translatePolicy.go';
const CHAINS = 'Azure/azure-container-networking, npm/pkg/dataplane/policies';
const MIGRATION = 'AKS docs, migrate from NPM to Cilium network policy';

export const AZURE_NPM: ProfileData = {
  name: 'azure-npm',
  title: 'Azure Network Policy Manager',
  note: `Linux nodes; supported until September 2028, up to 250 nodes and 20,000 pods (${GUIDE}).`,
  semantics: {
    ingressRules: says('enforced', GUIDE),
    egressRules: says('enforced', GUIDE),
    policyTypes: says('strict', TRANSLATION),
    ingressIpBlock: says('supported', TRANSLATION),
    egressIpBlock: says('supported', TRANSLATION),
    ipBlockMatchesPods: says('yes', `blocks are ipsets, compared with addresses: ${TRANSLATION}; ${MIGRATION}`),
    ipBlockMatchesNodes: says('yes', `blocks are ipsets, compared with addresses: ${TRANSLATION}; ${MIGRATION}`),
    except: says('hole', TRANSLATION),
    ipv6: says('policy-refused', `${GUIDE}; ${TRANSLATION}`),
    sctp: says('supported', GUIDE),
    endPort: derived('range', TRANSLATION),
    namedPorts: says('exact', TRANSLATION),
    icmp: leftOpen('not documented; rules without ports are said to let it pass, unverified'),
    hostNetworkPeer: says('never-selected', TRANSLATION),
    excludingSelector: leftOpen(
      'everything else up to a change of September 2026, pods since; nothing is said of the release: Azure/azure-container-networking#4868',
    ),
    ownNodeToPod: says('allowed', `packets of the node itself are not hooked: ${CHAINS}`),
    podToOwnNode: says('allowed', MIGRATION),
    hairpin: leftOpen(`not documented: ${GUIDE}`),
    serviceTraffic: says(
      'backend-for-pods',
      `after DNAT, in FORWARD: ${CHAINS}; load balancers with externalTrafficPolicy Cluster bypass it: ${MIGRATION}`,
    ),
  },
  traits: {
    loadBalancerClient: says('bypasses-policy', `with externalTrafficPolicy Cluster: ${MIGRATION}`),
    establishedConnections: says('kept', `only new connections are checked: ${CHAINS}`),
    newPod: derived('open', `ipsets are written after the pod is there: ${CHAINS}`),
    denial: says('timeout', CHAINS),
  },
  apis: { 'networking-v1': says('enforced', GUIDE) },
  alwaysAllowed: [],
  healthChecks: [],
  limits: { ...NO_LIMITS, blocksPerPolicy: says(4, GUIDE) },
};
