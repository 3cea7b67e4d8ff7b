// The canonical model that is evaluated: no optional list, nothing left to default, sorted.
import type { Diagnostic } from '../base/diagnostic.ts';
import type { AddressSet } from '../net/address-set.ts';
import type { Cidr } from '../net/cidr.ts';
import type { Labels, TransportProtocol } from '../sources/kubernetes-objects.ts';
import type { Direction } from './model.ts';
import type { Selector } from './selector.ts';

export interface CompiledPolicies {
  /** By `name`. */
  readonly policies: readonly CompiledPolicy[];
  /** The same policies by namespace, each list in the same order. */
  readonly byNamespace: ReadonlyMap<string, readonly CompiledPolicy[]>;
  /** By `name`. */
  readonly unreadable: readonly UnreadablePolicy[];
  /** Labels of the namespaces that the snapshot lists, `kubernetes.io/metadata.name` always among them. */
  readonly namespaces: ReadonlyMap<string, Labels>;
  /** In the order of the documents. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface CompiledPolicy {
  /** `namespace/name`. */
  readonly name: string;
  readonly namespace: string;
  readonly subjects: Selector;
  readonly sections: Readonly<Record<Direction, CompiledSection>>;
}

/** `declared`: policyTypes, as written or by default, name this direction. */
export interface CompiledSection {
  readonly declared: boolean;
  /** In the order of the manifest. */
  readonly rules: readonly CompiledRule[];
}

export interface CompiledRule {
  readonly peers: { readonly kind: 'all' } | { readonly kind: 'some'; readonly peers: readonly CompiledPeer[] };
  readonly ports: { readonly kind: 'all' } | { readonly kind: 'some'; readonly ports: readonly CompiledPort[] };
}

export type CompiledPeer =
  | { readonly kind: 'pods'; readonly namespaces: PeerNamespaces; readonly pods: Selector }
  | CompiledBlock;

/** `addresses` is the block without its holes, of the block's family only. */
export interface CompiledBlock {
  readonly kind: 'ip-block';
  readonly cidr: Cidr;
  readonly except: readonly Cidr[];
  readonly addresses: AddressSet;
}

export type PeerNamespaces =
  | { readonly kind: 'own'; readonly namespace: string }
  | { readonly kind: 'selected'; readonly selector: Selector };

export type CompiledPort =
  | { readonly kind: 'numbers'; readonly protocol: TransportProtocol; readonly first: number; readonly last: number }
  | { readonly kind: 'name'; readonly protocol: TransportProtocol; readonly name: string };

/** A policy that is there and could not be read: what it does to the pods in its reach is unknown. */
export interface UnreadablePolicy {
  /** `namespace/name`, with `?` for what is not readable. */
  readonly name: string;
  /** Undefined: it may belong to any namespace. */
  readonly namespace: string | undefined;
  /** Empty (every pod of the namespace) where its own selector is not readable. */
  readonly subjects: Selector;
  readonly directions: readonly Direction[];
}
