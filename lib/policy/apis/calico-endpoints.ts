// Whom the selectors of a Calico rule name: pods, and the addresses of the network sets that they match.
import type { Labels } from '../../sources/kubernetes-objects.ts';
import { both, type Certainty, certaintyOf } from '../certainty.ts';
import type { CompiledPeer, CompiledPods, PeerNamespaces } from '../compiled.ts';
import { calicoSetLabels } from '../label-view.ts';
import { namespaceView } from '../pod-match.ts';
import { matchSelector, type Selector } from '../selector.ts';
import type { NetworkSet } from './calico-network-sets.ts';
import { selectsNothing } from './calico-selector.ts';

/** All that a policy's selectors are resolved against. */
export interface CalicoWorld {
  /** By name. */
  readonly sets: readonly NetworkSet[];
  /** Labels of the namespaces that the snapshot lists. */
  readonly namespaces: ReadonlyMap<string, Labels>;
}

/** Of which namespaces, and whether of none: objects for the whole cluster are in no namespace. */
export interface EndpointScope {
  readonly namespaces: PeerNamespaces;
  readonly global: Certainty;
}

export const EVERYWHERE: EndpointScope = { namespaces: { kind: 'all' }, global: 'yes' };

export function ownScope(namespace: string): EndpointScope {
  return { namespaces: { kind: 'own', namespace }, global: 'no' };
}

export interface EndpointSelection {
  readonly scope: EndpointScope;
  readonly selector: Selector;
  /** Asks for service accounts, which only pods have. */
  readonly accounts: boolean;
}

/** "it includes the CIDRs from any network sets that match the selector" (network set resource page) */
export function compileEndpoints({ scope, selector, accounts }: EndpointSelection, world: CalicoWorld): CompiledPeer {
  const { namespaces } = scope;
  const pods: CompiledPods = { kind: 'pods', namespaces, pods: selector, view: 'calico' };
  const reachesPods = namespaces.kind !== 'selected' || !selectsNothing(namespaces.selector);
  const sets = world.sets.flatMap((set): readonly CompiledPeer[] => {
    const inScope = isInScope(set, scope, world);
    // A selector of service accounts speaks of pods; that a negation also holds for a set is nowhere written.
    const match = both(both(inScope, accounts ? 'unknown' : 'yes'), matchSet(set, selector, world));
    return match === 'no' ? [] : [setPeer(set, match)];
  });
  const peers = [...(reachesPods ? [pods] : []), ...sets];
  const [first, ...others] = peers;
  return first !== undefined && others.length === 0 ? first : { kind: 'any-of', peers };
}

function isInScope({ namespace }: NetworkSet, { namespaces, global }: EndpointScope, world: CalicoWorld): Certainty {
  if (namespace === undefined) return global;
  if (namespaces.kind === 'all') return 'yes';
  if (namespaces.kind === 'own') return certaintyOf(namespace === namespaces.namespace);
  return matchSelector(namespaces.selector, namespaceView(namespace, world.namespaces));
}

function matchSet(set: NetworkSet, selector: Selector, { namespaces }: CalicoWorld): Certainty {
  return set.blocks === undefined ? 'unknown' : matchSelector(selector, calicoSetLabels(set, namespaces));
}

function setPeer({ name, blocks }: NetworkSet, match: Certainty): CompiledPeer {
  const undecided: CompiledPeer = { kind: 'undecided', reason: `the addresses of ${name}`, among: 'anything' };
  if (blocks === undefined) return undecided;
  const addresses: CompiledPeer = { kind: 'any-of', peers: blocks };
  return match === 'yes' ? addresses : { kind: 'all-of', peers: [addresses, undecided] };
}
