import { describe, expect, it } from 'vitest';
import { indexCandidates } from '../../../lib/policy/indexed/candidates.ts';
import { compiled, manifest, pod } from '../policy-world.ts';

const app = (value: string) => ({ podSelector: { matchLabels: { app: value } } });

function candidates(manifests: readonly unknown[], labels: Readonly<Record<string, string>>): readonly string[] {
  const policies = compiled(manifests, { shop: {} });
  const find = indexCandidates(policies)(pod('shop/web', { labels }));
  const levels = policies.tiers.flatMap((tier) => tier.levels);
  return levels.flatMap((level) => find(level).map(({ name }) => name));
}

describe('indexCandidates', () => {
  it('leaves out policies of other namespaces, and those that require another value', () => {
    const manifests = [manifest('pay/a', app('web')), manifest('shop/b', app('db')), manifest('shop/c', app('web'))];

    expect(candidates(manifests, { app: 'web' })).toEqual(['shop/c']);
  });

  it('keeps the order of the policies, however they are found', () => {
    const manifests = [
      manifest('shop/a', { podSelector: { matchExpressions: [{ key: 'tier', operator: 'In', values: ['x', 'y'] }] } }),
      manifest('shop/b', { podSelector: {} }),
      manifest('shop/c', app('web')),
      manifest('shop/d', { podSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }),
    ];

    expect(candidates(manifests, { app: 'web', tier: 'y' })).toEqual(['shop/a', 'shop/b', 'shop/c', 'shop/d']);
  });

  it('finds by the label that fewest policies share', () => {
    const both = (tier: string) => ({ podSelector: { matchLabels: { app: 'web', tier } } });
    const manifests = [manifest('shop/a', both('x')), manifest('shop/b', both('y')), manifest('shop/c', both('z'))];

    expect(candidates(manifests, { app: 'web', tier: 'y' })).toEqual(['shop/b']);
  });
});
