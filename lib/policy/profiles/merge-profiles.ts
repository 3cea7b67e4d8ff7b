// One profile for a pod that may have either of several: what they agree on holds, all else is unknown.
import type { PolicyApi } from '../compiled.ts';
import type { ApiSupport, Profile, ProfileData, Semantics } from './profile.ts';

export function mergeProfiles([first, ...others]: readonly [Profile, ...Profile[]]): Profile {
  return others.reduce(mergeTwo, first);
}

function mergeTwo(left: Profile, right: Profile): Profile {
  const reasons = [...new Set([left.exception, right.exception].filter((reason) => reason !== undefined))];
  return {
    name: left.name === right.name ? left.name : `${left.name} or ${right.name}`,
    data: left.data === right.data ? left.data : mergeData(left.data, right.data),
    semantics: mergeSemantics(left.semantics, right.semantics),
    apis: mergeApis(left.apis, right.apis),
    exception: reasons.length === 0 ? undefined : reasons.join('; or '),
  };
}

/** What one of them lets through whatever the policies say counts only where the other does as well. */
function mergeData(left: ProfileData, right: ProfileData): ProfileData {
  const blocks = new Set(right.alwaysAllowed.map(({ is }) => is));
  return {
    ...left,
    name: `${left.name} or ${right.name}`,
    title: left.title === right.title ? left.title : `${left.title} or ${right.title}`,
    alwaysAllowed: left.alwaysAllowed.filter(({ is }) => blocks.has(is)),
  };
}

function mergeSemantics(left: Semantics, right: Semantics): Semantics {
  return {
    ingressRules: same(left.ingressRules, right.ingressRules),
    egressRules: same(left.egressRules, right.egressRules),
    policyTypes: same(left.policyTypes, right.policyTypes),
    ingressIpBlock: same(left.ingressIpBlock, right.ingressIpBlock),
    egressIpBlock: same(left.egressIpBlock, right.egressIpBlock),
    ipBlockMatchesPods: same(left.ipBlockMatchesPods, right.ipBlockMatchesPods),
    ipBlockMatchesNodes: same(left.ipBlockMatchesNodes, right.ipBlockMatchesNodes),
    except: same(left.except, right.except),
    ipv6: same(left.ipv6, right.ipv6),
    sctp: same(left.sctp, right.sctp),
    endPort: same(left.endPort, right.endPort),
    namedPorts: same(left.namedPorts, right.namedPorts),
    icmp: same(left.icmp, right.icmp),
    hostNetworkPeer: same(left.hostNetworkPeer, right.hostNetworkPeer),
    excludingSelector: same(left.excludingSelector, right.excludingSelector),
    ownNodeToPod: same(left.ownNodeToPod, right.ownNodeToPod),
    podToOwnNode: same(left.podToOwnNode, right.podToOwnNode),
    hairpin: same(left.hairpin, right.hairpin),
    serviceTraffic: same(left.serviceTraffic, right.serviceTraffic),
  };
}

function mergeApis(left: Profile['apis'], right: Profile['apis']): Profile['apis'] {
  const api = (name: PolicyApi): ApiSupport => same(left[name], right[name]);
  return {
    'networking-v1': api('networking-v1'),
    'admin-v1alpha1': api('admin-v1alpha1'),
    'cluster-v1alpha2': api('cluster-v1alpha2'),
    cilium: api('cilium'),
    calico: api('calico'),
    antrea: api('antrea'),
    'ack-global': api('ack-global'),
    'eks-cluster': api('eks-cluster'),
  };
}

function same<T extends string>(left: T, right: T): T | 'unknown' {
  return left === right ? left : 'unknown';
}
