// The canonical model that is evaluated, one for every policy API: no optional list, nothing left to default, sorted.
import type { Diagnostic } from '../base/diagnostic.ts';
import type { AddressSet } from '../net/address-set.ts';
import type { Cidr } from '../net/cidr.ts';
import type { Labels, PolicyDocument, TransportProtocol } from '../sources/kubernetes-objects.ts';
import type { ClusterPods } from './cluster-pods.ts';
import type { Direction } from './model.ts';
import type { Selector } from './selector.ts';

/** Told apart by group and version: several APIs share the names of their kinds. */
export type PolicyApi =
  | 'networking-v1'
  | 'admin-v1alpha1'
  | 'cluster-v1alpha2'
  | 'cilium'
  | 'calico'
  /** APIs that are not evaluated: what their policies do is unknown wherever the dataplane enforces them. */
  | 'antrea'
  | 'ack-global'
  | 'eks-cluster';

export interface CompiledPolicies {
  /** By `name`. */
  readonly policies: readonly CompiledPolicy[];
  /** The same policies as they are asked: by the order of their tiers. */
  readonly tiers: readonly CompiledTier[];
  /** By `name`. */
  readonly unreadable: readonly UnreadablePolicy[];
  /** Labels of the namespaces that the snapshot lists, `kubernetes.io/metadata.name` always among them. */
  readonly namespaces: ReadonlyMap<string, Labels>;
  /** Undefined where the pods of the cluster are not known. */
  readonly cluster: ClusterPods | undefined;
  /** Where each policy is written, by `name`. */
  readonly documents: ReadonlyMap<string, PolicyDocument>;
  /** In the order of the documents. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Policies that are asked together. The first tier that decides ends the walk; after the last, all is allowed. */
export interface CompiledTier {
  readonly name: string;
  readonly order: number;
  /** What becomes of a pod that a policy of the tier isolates, where no rule decides: denied, or on to the next tier. */
  readonly unmatched: 'deny' | 'pass';
  /** By `order`, then by `sequence`. */
  readonly levels: readonly CompiledLevel[];
}

/** Policies of one tier, sequence and order. */
export interface CompiledLevel {
  readonly order: number;
  /**
   * Orders are compared within a sequence. How the policies of two stand to each other nobody documents: where they
   * disagree, the verdict is unknown.
   */
  readonly sequence: 'admin-v1alpha1' | 'common';
  /** Where two of them disagree: a denial wins, or nobody says which comes first and the verdict is unknown. */
  readonly conflicts: 'deny-wins' | 'undefined';
  /** By the namespace of the policy, each list by name; undefined: policies for the whole cluster. */
  readonly byNamespace: ReadonlyMap<string | undefined, readonly CompiledPolicy[]>;
}

export interface CompiledPolicy {
  /** `namespace/name` for networking.k8s.io; else with the kind before it, so that names are unique. */
  readonly name: string;
  readonly api: PolicyApi;
  /** Undefined: for the whole cluster. Else only pods of the namespace are its subjects. */
  readonly namespace: string | undefined;
  readonly subjects: CompiledPods;
  readonly tier: TierPlace;
  /** Lower is asked first within the tier; Infinity is last. */
  readonly order: number;
  /** Whether rules are asked in order, or all at once (then denials stand before allows in the list). */
  readonly matching: 'first-rule' | 'all-rules';
  readonly sections: Readonly<Record<Direction, CompiledSection>>;
}

export interface TierPlace {
  readonly name: string;
  readonly order: number;
  readonly unmatched: 'deny' | 'pass';
}

/** `declared`: the policy concerns this direction, as written or by default. */
export interface CompiledSection {
  readonly declared: boolean;
  /** Whether it isolates the pods it selects in this direction: what no rule of the tier decides is the tier's `unmatched`. */
  readonly isolates: boolean;
  /** In the order of the manifest, or denials first where all are asked at once. */
  readonly rules: readonly CompiledRule[];
}

/** A rule matches where its peers, its ports and, if it names one, its subject match. */
export interface CompiledRule {
  readonly action: 'allow' | 'deny' | 'pass';
  /** Where it stands in the manifest: `spec.ingress[0]`. */
  readonly path: string;
  readonly peers: { readonly kind: 'all' } | { readonly kind: 'some'; readonly peers: readonly CompiledPeer[] };
  readonly ports: { readonly kind: 'all' } | { readonly kind: 'some'; readonly ports: readonly CompiledPort[] };
  /** A further condition on the judged pod itself (Calico). */
  readonly subject?: CompiledPeer;
  /** Only traffic of this IP version (Calico). */
  readonly family?: 4 | 6;
  /** What it asks beyond addresses and ports, `HTTP rules`: where the rest matches, the match is unknown. */
  readonly beyond?: string;
}

export type CompiledPeer =
  | CompiledPods
  | CompiledBlock
  | { readonly kind: 'everything' }
  /** Addresses that belong to no pod and no node. */
  | { readonly kind: 'outside' }
  /** Nodes and hostNetwork pods; `own` is the node that the subject runs on. `beyond`: labels that no endpoint carries. */
  | { readonly kind: 'nodes'; readonly which: 'any' | 'own' | 'remote'; readonly beyond?: string }
  | { readonly kind: 'all-of'; readonly peers: readonly CompiledPeer[] }
  | { readonly kind: 'any-of'; readonly peers: readonly CompiledPeer[] }
  | { readonly kind: 'not'; readonly peer: CompiledPeer }
  /** Something that addresses and labels do not settle, `domain names`; `outside`: only addresses of no pod and no node can be it. */
  | { readonly kind: 'undecided'; readonly reason: string; readonly among: 'outside' | 'anything' };

export interface CompiledPods {
  readonly kind: 'pods';
  readonly namespaces: PeerNamespaces;
  readonly pods: Selector;
  /** Which labels the selector sees: the pod's own, or those that the API adds to them. */
  readonly view: LabelViewName;
  /** The peer was written without a podSelector, which one dataplane reads differently for hostNetwork pods. */
  readonly withoutPodSelector?: boolean;
  /** It names namespaces, and asks for no label that must be there: what has no labels at all would fit. */
  readonly onlyExcludes?: boolean;
  /** The API itself leaves hostNetwork pods out, whatever the dataplane does with those of networking.k8s.io. */
  readonly hostNetwork?: 'never';
  /** What else it asks of the pod and the snapshot does not say: a match is unknown. */
  readonly beyond?: string;
}

export type LabelViewName = 'own' | 'cilium' | 'calico';

/** `addresses` is the block without its holes, of the block's family only. */
export interface CompiledBlock {
  readonly kind: 'ip-block';
  readonly cidr: Cidr;
  readonly except: readonly Cidr[];
  readonly addresses: AddressSet;
  /** Which addresses it is compared with: as the dataplane reads ipBlock, all, or only those of no pod and no node. */
  readonly scope: 'dataplane' | 'every-address' | 'outside';
}

export type PeerNamespaces =
  | { readonly kind: 'own'; readonly namespace: string }
  | { readonly kind: 'selected'; readonly selector: Selector }
  | { readonly kind: 'all' };

export type CompiledPort =
  /** `range`: written as one (`endPort`), which not every dataplane understands. */
  | {
      readonly kind: 'numbers';
      readonly protocol: TransportProtocol;
      readonly first: number;
      readonly last: number;
      readonly range: boolean;
    }
  | { readonly kind: 'name'; readonly protocol: TransportProtocol; readonly name: string }
  /** `some`: only some ICMP types, which a question does not name. */
  | { readonly kind: 'icmp'; readonly family: 4 | 6 | undefined; readonly types: 'all' | 'some' };

/** A policy that is there and could not be read, or is of an API that is not evaluated: what it does is unknown. */
export interface UnreadablePolicy {
  /** As `CompiledPolicy.name`, with `?` for what is not readable. */
  readonly name: string;
  readonly api: PolicyApi;
  /** What it can reach at most. */
  readonly subjects: CompiledPods;
  readonly directions: readonly Direction[];
  /** `cannot be read`, `is not evaluated`. */
  readonly reason: string;
}
