// The tiers that policies stand in, and the order in which they are asked.
import { compareBy, compareText } from '../base/order.ts';
import type { CompiledLevel, CompiledPolicy, CompiledTier, PolicyApi, TierPlace } from './compiled.ts';

// The numbers are those of Calico's built-in tiers, so that its other tiers find their places between them (Calico
// policy tiers page); the order of the three is that of the network policy API.
export const ADMIN_TIER: TierPlace = { name: 'admin', order: 1000, unmatched: 'pass' };
/** Of networking.k8s.io, Cilium's policies, and Calico's where they name no other. */
export const DEFAULT_TIER: TierPlace = { name: 'default', order: 1_000_000, unmatched: 'deny' };
export const BASELINE_TIER: TierPlace = { name: 'baseline', order: 10_000_000, unmatched: 'pass' };

/** "Kubernetes network policies are placed in the default tier with an order of 1000" (Calico). */
export const DEFAULT_ORDER = 1000;

/** `policies` by name. */
export function buildTiers(policies: readonly CompiledPolicy[]): readonly CompiledTier[] {
  const tiers = groupBy(policies, ({ tier }) => `${tier.order} ${tier.name}`);
  return [...tiers.values()].map(buildTier).sort(
    compareBy(
      (tier) => tier.order,
      (tier) => tier.name,
    ),
  );
}

function buildTier(policies: readonly [CompiledPolicy, ...CompiledPolicy[]]): CompiledTier {
  const levels = groupBy(policies, ({ api, order }) => `${sequenceOf(api)} ${order}`);
  return { ...policies[0].tier, levels: [...levels.values()].map(buildLevel).sort(compareLevels) };
}

/** "The behavior is undefined if two ANP objects have same priority"; of a priority of the other API no text speaks. */
function sequenceOf(api: PolicyApi): CompiledLevel['sequence'] {
  return api === 'admin-v1alpha1' ? api : 'common';
}

function compareLevels(left: CompiledLevel, right: CompiledLevel): number {
  return compareOrders(left.order, right.order) || compareText(left.sequence, right.sequence);
}

/** Infinity minus itself is no number. */
function compareOrders(left: number, right: number): number {
  return left === right ? 0 : left - right;
}

function buildLevel(policies: readonly [CompiledPolicy, ...CompiledPolicy[]]): CompiledLevel {
  const byNamespace = [...groupBy(policies, ({ namespace }) => namespace)];
  return {
    order: policies[0].order,
    sequence: sequenceOf(policies[0].api),
    conflicts: policies.every(({ matching }) => matching === 'all-rules') ? 'deny-wins' : 'undefined',
    byNamespace: new Map(byNamespace.sort(([left = ''], [right = '']) => compareText(left, right))),
  };
}

function groupBy<K>(
  policies: readonly CompiledPolicy[],
  keyOf: (policy: CompiledPolicy) => K,
): ReadonlyMap<K, readonly [CompiledPolicy, ...CompiledPolicy[]]> {
  const groups = new Map<K, [CompiledPolicy, ...CompiledPolicy[]]>();
  for (const policy of policies) {
    const group = groups.get(keyOf(policy));
    if (group === undefined) groups.set(keyOf(policy), [policy]);
    else group.push(policy);
  }
  return groups;
}
