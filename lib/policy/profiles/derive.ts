// A dataplane that has another one inside: what its own documents say, and for the rest what holds for the other.
import type { Cell, Cells, Gate, ProfileData, Semantics, Traits, Undocumented } from './profile.ts';

export interface Derivation extends Pick<ProfileData, 'name' | 'title' | 'note'> {
  /** Whose versions `--dataplane NAME@VERSION` gives: where they are its own, nothing is known of the base's. */
  readonly versions: 'own' | 'of-base';
  readonly semantics?: Partial<Cells<Semantics>>;
  readonly traits?: Partial<Cells<Traits>>;
  /** Replaces the base's as a whole. */
  readonly apis?: ProfileData['apis'];
  readonly alwaysAllowed?: ProfileData['alwaysAllowed'];
  readonly healthChecks?: ProfileData['healthChecks'];
  readonly limits?: Partial<ProfileData['limits']>;
}

/** Every cell that is not given is the base's, and its source says so: `as Calico: …`. */
export function derivedFrom(base: ProfileData, derivation: Derivation): ProfileData {
  const { name, title, note, semantics: own = {}, traits = {}, apis, limits } = derivation;
  const from: Inheritance = { base, versions: derivation.versions };
  const { semantics } = base;
  return {
    ...{ name, title, note },
    semantics: {
      ingressRules: own.ingressRules ?? inherited(semantics.ingressRules, from),
      egressRules: own.egressRules ?? inherited(semantics.egressRules, from),
      policyTypes: own.policyTypes ?? inherited(semantics.policyTypes, from),
      ingressIpBlock: own.ingressIpBlock ?? inherited(semantics.ingressIpBlock, from),
      egressIpBlock: own.egressIpBlock ?? inherited(semantics.egressIpBlock, from),
      ipBlockMatchesPods: own.ipBlockMatchesPods ?? inherited(semantics.ipBlockMatchesPods, from),
      ipBlockMatchesNodes: own.ipBlockMatchesNodes ?? inherited(semantics.ipBlockMatchesNodes, from),
      except: own.except ?? inherited(semantics.except, from),
      ipv6: own.ipv6 ?? inherited(semantics.ipv6, from),
      sctp: own.sctp ?? inherited(semantics.sctp, from),
      endPort: own.endPort ?? inherited(semantics.endPort, from),
      namedPorts: own.namedPorts ?? inherited(semantics.namedPorts, from),
      icmp: own.icmp ?? inherited(semantics.icmp, from),
      hostNetworkPeer: own.hostNetworkPeer ?? inherited(semantics.hostNetworkPeer, from),
      excludingSelector: own.excludingSelector ?? inherited(semantics.excludingSelector, from),
      ownNodeToPod: own.ownNodeToPod ?? inherited(semantics.ownNodeToPod, from),
      podToOwnNode: own.podToOwnNode ?? inherited(semantics.podToOwnNode, from),
      hairpin: own.hairpin ?? inherited(semantics.hairpin, from),
      serviceTraffic: own.serviceTraffic ?? inherited(semantics.serviceTraffic, from),
    },
    traits: {
      loadBalancerClient: traits.loadBalancerClient ?? inherited(base.traits.loadBalancerClient, from),
      establishedConnections: traits.establishedConnections ?? inherited(base.traits.establishedConnections, from),
      newPod: traits.newPod ?? inherited(base.traits.newPod, from),
      denial: traits.denial ?? inherited(base.traits.denial, from),
    },
    apis: apis ?? inheritedApis(from),
    alwaysAllowed: derivation.alwaysAllowed ?? base.alwaysAllowed,
    healthChecks: derivation.healthChecks ?? base.healthChecks,
    limits: { ...base.limits, ...limits },
  };
}

interface Inheritance {
  readonly base: ProfileData;
  readonly versions: Derivation['versions'];
}

/** A gate on the base's version cannot be asked of a dataplane with versions of its own. */
function inherited<T>({ is, source, since }: Cell<T>, { base, versions }: Inheritance): Cell<T | Undocumented> {
  const as = `as ${base.title}: ${source}`;
  if (since === undefined) return { is, source: as };
  if (versions === 'of-base' || !asksDataplane(since)) return { is, source: as, since };
  return { is: 'unknown', source: `depends on the ${base.title} version inside, which is not documented; ${as}` };
}

function asksDataplane<T>({ of, earlier }: Gate<T>): boolean {
  return of === 'dataplane' || (earlier !== undefined && asksDataplane(earlier));
}

function inheritedApis(from: Inheritance): ProfileData['apis'] {
  const { apis } = from.base;
  const cell = (api: keyof ProfileData['apis']) => {
    const own = apis[api];
    return own === undefined ? {} : { [api]: inherited(own, from) };
  };
  return {
    ...cell('networking-v1'),
    ...cell('admin-v1alpha1'),
    ...cell('cluster-v1alpha2'),
    ...cell('cilium'),
    ...cell('calico'),
    ...cell('antrea'),
    ...cell('ack-global'),
    ...cell('eks-cluster'),
  };
}
