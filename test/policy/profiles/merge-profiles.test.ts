// A pod that may have either of two profiles: what both say holds, all else is unknown, and nothing becomes an allow.
import { describe, expect, it } from 'vitest';
import { mergeProfiles } from '../../../lib/policy/profiles/merge-profiles.ts';
import { PROFILES, profileData } from '../../../lib/policy/profiles/registry.ts';
import { settleProfile } from '../../../lib/policy/profiles/settle.ts';
import { UPSTREAM_DATA } from '../../../lib/policy/profiles/upstream.ts';

const settled = (name: string) => settleProfile(profileData(name) ?? UPSTREAM_DATA);

describe('mergeProfiles', () => {
  it.each(PROFILES.map(({ name }) => name))('of %s with itself is itself', (name) => {
    expect(mergeProfiles([settled(name), settled(name)])).toEqual(settled(name));
  });

  it('of any two says nothing that one of them does not say', () => {
    for (const left of PROFILES) {
      for (const right of PROFILES) {
        const both = mergeProfiles([settleProfile(left), settleProfile(right)]);
        const sides = [settleProfile(left), settleProfile(right)];
        for (const [name, value] of Object.entries({ ...both.semantics, ...both.apis })) {
          const said = sides.map((side): unknown => ({ ...side.semantics, ...side.apis })[name]);
          expect([left.name, right.name, name, value]).toEqual([
            ...[left.name, right.name, name],
            said[0] === said[1] ? said[0] : 'unknown',
          ]);
        }
      }
    }
  });

  it('lets through only what both let through', () => {
    const turbo = settled('cce-turbo');

    expect(turbo.data.alwaysAllowed).not.toEqual([]);
    expect(mergeProfiles([turbo, settled('cce-vpc')]).data.alwaysAllowed).toEqual([]);
    expect(mergeProfiles([turbo, turbo]).data.alwaysAllowed).toEqual(turbo.data.alwaysAllowed);
  });

  it('names both, and the reasons of both', () => {
    const left = { ...settled('ack-terway-ebpf'), exception: 'its kernel is old' };
    const merged = mergeProfiles([left, settled('ack-terway-iptables')]);

    expect(merged.name).toBe('ack-terway-ebpf or ack-terway-iptables');
    expect(merged.data.title).toBe('ACK Terway (eBPF) or ACK Terway (iptables)');
    expect(merged.exception).toBe('its kernel is old');
  });
});
