// Cilium: policies between identities, in eBPF; addresses count for what is no endpoint of the cluster.
import { leftOpen, NO_LIMITS, says, saysSince } from './cells.ts';
import type { ProfileData } from './profile.ts';

const CONVERSION = 'cilium/cilium, pkg/k8s/network_policy.go';
const EXCLUDING = `${CONVERSION}, parseNetworkPolicyPeer; cilium/cilium#46949`;
const LAYER_3 = 'docs.cilium.io, layer 3';
const LAYER_4 = 'docs.cilium.io, layer 4';
const KUBERNETES = 'docs.cilium.io, Kubernetes policy';
const AKS_MIGRATION = 'AKS docs, migrate from NPM to Cilium network policy';

export const CILIUM: ProfileData = {
  name: 'cilium',
  title: 'Cilium',
  note: 'Identity based: an ipBlock names what is outside the cluster. Settings that are not visible in the cluster objects can change cells; they stand beside them.',
  semantics: {
    ingressRules: says('enforced', KUBERNETES),
    egressRules: says('enforced', KUBERNETES),
    policyTypes: says('presence', `two stored versions, the newest unverified: ${CONVERSION}`),
    ingressIpBlock: says('supported', LAYER_3),
    egressIpBlock: says('supported', LAYER_3),
    ipBlockMatchesPods: says(
      'no',
      `policy-cidr-match-mode "pods" (1.20) is not assumed: ${LAYER_3}; cilium/cilium#45194`,
    ),
    ipBlockMatchesNodes: says('no', `policy-cidr-match-mode "nodes" (1.15) is not assumed: ${LAYER_3}`),
    except: says('hole', LAYER_3),
    ipv6: says('supported', 'docs.cilium.io, configuration'),
    sctp: leftOpen('a setting: beta, off unless switched on: docs.cilium.io, SCTP support'),
    endPort: saysSince('range', `cilium/cilium#28684; ${AKS_MIGRATION}`, {
      of: 'dataplane',
      versions: ['1.17'],
      before: 'first-port',
    }),
    namedPorts: says('exact-where-one-number', `cilium/cilium#30003 and #24779; ${AKS_MIGRATION}`),
    icmp: says('rules-without-ports', `${LAYER_4}; docs.cilium.io, ICMP`),
    hostNetworkPeer: says('never-selected', `their identity is host or remote-node: ${LAYER_3}`),
    // A translated selector holds for every identity without the labels of namespaces, unless it asks for the cluster as
    // well, which 1.18 brought as an option and 1.19 as the default.
    excludingSelector: saysSince('pods', `policy-default-local-cluster is taken as by default: ${EXCLUDING}`, {
      of: 'dataplane',
      versions: ['1.19'],
      before: 'everything-else',
    }),
    ownNodeToPod: says('allowed', `the default of allow-localhost: ${KUBERNETES}`),
    podToOwnNode: says('by-rules', AKS_MIGRATION),
    hairpin: says('allowed', 'policy is skipped: cilium/cilium#15321, #23480, #39760'),
    serviceTraffic: says('backend', `rules see the backend and its port: ${KUBERNETES}`),
  },
  traits: {
    loadBalancerClient: says('depends', `outside or remote node, by mode and by where the backend runs: ${LAYER_3}`),
    establishedConnections: says('cut', 'every packet is checked: cilium/cilium#2700'),
    newPod: leftOpen('not documented; endpoints are said to be programmed before they start, unverified'),
    denial: says('timeout', 'drop, an ICMP reply is optional: docs.cilium.io, deny response'),
  },
  apis: {
    'networking-v1': says('enforced', KUBERNETES),
    'admin-v1alpha1': says('not-enforced', 'network-policy-api.sigs.k8s.io, implementations: a tracking issue only'),
    'cluster-v1alpha2': saysSince('unknown', 'an option from 1.20 on: cilium/cilium#47227', {
      of: 'dataplane',
      versions: ['1.20'],
      before: 'not-enforced',
    }),
    cilium: says('enforced', 'docs.cilium.io, policy language'),
  },
  alwaysAllowed: [],
  healthChecks: [],
  limits: NO_LIMITS,
};
