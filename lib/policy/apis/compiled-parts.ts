// Parts of the canonical model that the readers of several APIs make.
import { cidrsToSet, subtractAddressSets } from '../../net/address-set.ts';
import type { Cidr } from '../../net/cidr.ts';
import type { CompiledBlock, CompiledPods } from '../compiled.ts';
import type { Selector } from '../selector.ts';

export function compileBlock(cidr: Cidr, except: readonly Cidr[], scope: CompiledBlock['scope']): CompiledBlock {
  const addresses = subtractAddressSets(cidrsToSet([cidr]), cidrsToSet(except));
  return { kind: 'ip-block', cidr, except, addresses, scope };
}

/** Pods of one namespace by their own labels. */
export function podsOfNamespace(namespace: string, pods: Selector): CompiledPods {
  return { kind: 'pods', namespaces: { kind: 'own', namespace }, pods, view: 'own' };
}

export const ALL_PODS: CompiledPods = { kind: 'pods', namespaces: { kind: 'all' }, pods: [], view: 'own' };
