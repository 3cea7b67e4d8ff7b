// From what a dataplane's documents say to the profile of one cluster: versions known, gates decided.
import type { PolicyApi } from '../compiled.ts';
import type { ApiSupport, Cell, Gate, Profile, ProfileData, Semantics, Undocumented } from './profile.ts';
import { hasReached } from './version.ts';

/** Versions as text, `1.27.16-r30`; undefined where they are not known. */
export interface Versions {
  readonly dataplane: string | undefined;
  readonly kubernetes: string | undefined;
  readonly kernel: string | undefined;
}

export const NO_VERSIONS: Versions = { dataplane: undefined, kubernetes: undefined, kernel: undefined };

const APIS: readonly PolicyApi[] = [
  'networking-v1',
  'admin-v1alpha1',
  'cluster-v1alpha2',
  'cilium',
  'calico',
  'antrea',
  'ack-global',
  'eks-cluster',
];

export function settleProfile(data: ProfileData, versions: Versions = NO_VERSIONS): Profile {
  const { semantics: cells } = data;
  const semantics: Semantics = {
    ingressRules: settleCell(cells.ingressRules, versions),
    egressRules: settleCell(cells.egressRules, versions),
    policyTypes: settleCell(cells.policyTypes, versions),
    ingressIpBlock: settleCell(cells.ingressIpBlock, versions),
    egressIpBlock: settleCell(cells.egressIpBlock, versions),
    ipBlockMatchesPods: settleCell(cells.ipBlockMatchesPods, versions),
    ipBlockMatchesNodes: settleCell(cells.ipBlockMatchesNodes, versions),
    except: settleCell(cells.except, versions),
    ipv6: settleCell(cells.ipv6, versions),
    sctp: settleCell(cells.sctp, versions),
    endPort: settleCell(cells.endPort, versions),
    namedPorts: settleCell(cells.namedPorts, versions),
    icmp: settleCell(cells.icmp, versions),
    hostNetworkPeer: settleCell(cells.hostNetworkPeer, versions),
    excludingSelector: settleCell(cells.excludingSelector, versions),
    ownNodeToPod: settleCell(cells.ownNodeToPod, versions),
    podToOwnNode: settleCell(cells.podToOwnNode, versions),
    hairpin: settleCell(cells.hairpin, versions),
    serviceTraffic: settleCell(cells.serviceTraffic, versions),
  };
  const support = (api: PolicyApi): ApiSupport => {
    const cell = data.apis[api];
    return cell === undefined ? 'not-enforced' : settleCell(cell, versions);
  };
  const apis = Object.fromEntries(APIS.map((api) => [api, support(api)])) as Readonly<Record<PolicyApi, ApiSupport>>;
  return { name: data.name, data, semantics, apis, exception: undefined };
}

/** Where the version is not known: the statement if it does not depend on it, else unknown. */
export function settleCell<T>({ is, since }: Cell<T>, versions: Versions): T | Undocumented {
  return since === undefined ? is : settleGate(is, since, versions);
}

function settleGate<T>(after: T, gate: Gate<T>, versions: Versions): T | Undocumented {
  const version = versions[gate.of];
  const reached = version === undefined ? 'unknown' : hasReached(version, gate.versions);
  if (reached === 'yes') return after;
  const { before, earlier } = gate;
  const below = earlier === undefined ? before : settleGate(before, earlier, versions);
  return reached === 'no' || below === after ? below : 'unknown';
}
