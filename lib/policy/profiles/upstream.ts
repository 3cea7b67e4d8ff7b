// The API's own text, where no dataplane is named.

import { NO_LIMITS, says } from './cells.ts';
import { type Dataplane, uniformDataplane } from './dataplane.ts';
import type { ProfileData } from './profile.ts';
import { settleProfile } from './settle.ts';

const API = 'networking.k8s.io/v1 API text';
const CONCEPTS = 'Kubernetes network policies concepts page';
const OWN_WORD = 'no dataplane is named, so the policies of every API are taken at its own word';

export const UPSTREAM_DATA: ProfileData = {
  name: 'upstream',
  title: 'the API text',
  note: 'No dataplane: what the API and the Kubernetes documentation say, to the letter.',
  semantics: {
    ingressRules: says('enforced', CONCEPTS),
    egressRules: says('enforced', CONCEPTS),
    policyTypes: says('strict', API),
    ingressIpBlock: says('supported', API),
    egressIpBlock: says('supported', API),
    ipBlockMatchesPods: says('yes', "ipBlock is compared with addresses; Kubernetes' own end-to-end tests match pods"),
    ipBlockMatchesNodes: says('yes', CONCEPTS),
    except: says('hole', API),
    ipv6: says('supported', API),
    sctp: says('supported', API),
    endPort: says('range', API),
    namedPorts: says('exact', API),
    icmp: says('rules-without-ports', 'ports: "If this field is empty or missing, this rule matches all ports"'),
    hostNetworkPeer: says('never-selected', CONCEPTS),
    excludingSelector: says('pods', API),
    // "traffic to and from the node where a Pod is running is always allowed, regardless of the IP address of the Pod or
    // the node" (concepts page, the two sorts of pod isolation and ipBlock).
    ownNodeToPod: says('allowed', CONCEPTS),
    podToOwnNode: says('allowed', CONCEPTS),
    hairpin: says('unknown', 'left to the implementation (network policy API, issue 343)'),
    serviceTraffic: says('backend', 'rules name the ports of pods; before or after rewriting is left open'),
  },
  traits: {
    loadBalancerClient: says('unknown', CONCEPTS),
    establishedConnections: says('unknown', CONCEPTS),
    newPod: says('closed', CONCEPTS),
    denial: says('unknown', CONCEPTS),
  },
  apis: {
    'networking-v1': says('enforced', API),
    'admin-v1alpha1': says('enforced', OWN_WORD),
    'cluster-v1alpha2': says('enforced', OWN_WORD),
    cilium: says('enforced', OWN_WORD),
    calico: says('enforced', OWN_WORD),
    antrea: says('unknown', 'this API is not evaluated'),
    'ack-global': says('unknown', 'this API is not evaluated'),
    'eks-cluster': says('unknown', 'this API is not evaluated'),
  },
  alwaysAllowed: [],
  healthChecks: [],
  limits: NO_LIMITS,
};

export const UPSTREAM: Dataplane = uniformDataplane(settleProfile(UPSTREAM_DATA));
