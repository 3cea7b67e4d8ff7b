// The rules of a policy as a dataplane applies them, and what stands in them.
import { sectionFor } from '../applicable.ts';
import type { Certainty } from '../certainty.ts';
import type {
  CompiledBlock,
  CompiledPeer,
  CompiledPods,
  CompiledPolicy,
  CompiledPort,
  CompiledRule,
} from '../compiled.ts';
import type { Direction } from '../model.ts';
import type { Profile } from '../profiles/profile.ts';
import type { LintContext } from './lint-context.ts';

export const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];

export interface RuleSite {
  readonly policy: CompiledPolicy;
  readonly direction: Direction;
  readonly rule: CompiledRule;
  readonly profile: Profile;
}

/** By profile, direction and rule; what the profile takes no notice of is left out. */
export function ruleSites(policy: CompiledPolicy, context: LintContext): readonly RuleSite[] {
  return context.profilesFor(policy).flatMap((profile) =>
    DIRECTIONS.flatMap((direction) => {
      const { ingressRules, egressRules } = profile.semantics;
      if ((direction === 'ingress' ? ingressRules : egressRules) === 'not-enforced') return [];
      const rules = sectionFor(policy, { direction, profile })?.rules ?? [];
      return rules.map((rule) => ({ policy, direction, rule, profile }));
    }),
  );
}

/** Every rule as it is written, whoever applies it. */
export function writtenRules(policy: CompiledPolicy): readonly Omit<RuleSite, 'profile'>[] {
  return DIRECTIONS.flatMap((direction) =>
    policy.sections[direction].rules.map((rule) => ({ policy, direction, rule })),
  );
}

export function blocksOf(rule: CompiledRule): readonly CompiledBlock[] {
  return namedParts(rule).flatMap((peer) => (peer.kind === 'ip-block' ? [peer] : []));
}

/** Peers that name pods, each on its own. */
export function podPeersOf(rule: CompiledRule): readonly CompiledPods[] {
  return namedParts(rule).flatMap((peer) => (peer.kind === 'pods' ? [peer] : []));
}

/** What peers are made of; what they leave out (`not`) is no part. */
function namedParts({ peers }: CompiledRule): readonly CompiledPeer[] {
  return peers.kind === 'all' ? [] : peers.peers.flatMap(partsOf);
}

function partsOf(peer: CompiledPeer): readonly CompiledPeer[] {
  if (peer.kind === 'not') return [];
  return peer.kind === 'all-of' || peer.kind === 'any-of' ? peer.peers.flatMap(partsOf) : [peer];
}

export function portsOf({ ports }: CompiledRule): readonly CompiledPort[] {
  return ports.kind === 'all' ? [] : ports.ports;
}

/** Whether the block is compared with addresses that pods, or nodes, hold. */
export function comparesWith(of: 'pods' | 'nodes', { scope }: CompiledBlock, { semantics }: Profile): Certainty {
  if (scope !== 'dataplane') return scope === 'every-address' ? 'yes' : 'no';
  return of === 'pods' ? semantics.ipBlockMatchesPods : semantics.ipBlockMatchesNodes;
}

/** `0.0.0.0/0` and `::/0`. */
export function isAnyAddress({ cidr }: CompiledBlock): boolean {
  return cidr.prefix === 0;
}
