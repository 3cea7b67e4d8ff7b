import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { uniqueSorted } from '../../../lib/base/order.ts';
import { parseCidr } from '../../../lib/net/cidr.ts';
import type { Cell, Gate, ProfileData } from '../../../lib/policy/profiles/profile.ts';
import { PROFILES, profileData } from '../../../lib/policy/profiles/registry.ts';
import { isVersion } from '../../../lib/policy/profiles/version.ts';

const FOLDER = join(import.meta.dirname, '../../../lib/policy/profiles');

type NamedCell = readonly [name: string, cell: Cell<unknown>];

function cellsOf({ semantics, traits, apis, alwaysAllowed, healthChecks, limits }: ProfileData): readonly NamedCell[] {
  const single = { ...semantics, ...traits, ...apis, ...limits };
  return [
    ...Object.entries(single).flatMap(([name, cell]) => (cell === undefined ? [] : [[name, cell] as const])),
    ...[...alwaysAllowed, ...healthChecks].map((cell) => [cell.is, cell] as const),
  ];
}

function gatesOf({ since }: Cell<unknown>): readonly Gate<unknown>[] {
  const gates: Gate<unknown>[] = [];
  for (let gate = since; gate !== undefined; gate = gate.earlier) gates.push(gate);
  return gates;
}

function namesWhere(holds: (profile: ProfileData) => boolean): readonly string[] {
  return PROFILES.filter(holds).map(({ name }) => name);
}

describe('the registry', () => {
  it('has upstream first, then every other one by name', () => {
    const [first, ...others] = PROFILES.map(({ name }) => name);

    expect(first).toBe('upstream');
    expect(others).toEqual(uniqueSorted(others));
  });

  it('has every profile of the folder, in a file of its name', () => {
    const files = readdirSync(FOLDER).filter((file) =>
      /export const \w+: ProfileData =/.test(readFileSync(join(FOLDER, file), 'utf8')),
    );

    expect(files.sort()).toEqual(uniqueSorted(PROFILES.map(({ name }) => `${name}.ts`)));
  });

  it('finds by name and by nothing else', () => {
    for (const profile of PROFILES) expect(profileData(profile.name)).toBe(profile);
    for (const name of ['', 'Calico', 'toString', 'constructor']) expect(profileData(name)).toBeUndefined();
  });
});

describe.each(PROFILES.map((profile) => [profile.name, profile] as const))('%s', (_, profile) => {
  const cells = cellsOf(profile);

  it('has a source for every cell, and a reason for every unknown', () => {
    for (const [name, { source }] of cells) {
      expect([name, source.trim().length > 8, source]).toEqual([name, true, source.trim()]);
      expect([name, /undefined|\[object|^as [^:]*$|: *$/.test(source)]).toEqual([name, false]);
    }
  });

  it('names public sources only, and is written to be read', () => {
    for (const text of [profile.title, profile.note, ...cells.map(([, { source }]) => source)]) {
      expect(text).not.toMatch(/matrix|\bseeds?\b|fact sheet|\.txt\b|shared\/|\/work|\.library|\[[A-Z]{1,2}\d/i);
      expect(text).not.toMatch(/[|\n]/);
    }
  });

  it('has gates that can be asked', () => {
    for (const [name, cell] of cells) {
      const values = [cell.is, ...gatesOf(cell).map(({ before }) => before)];
      for (const [index, { versions }] of gatesOf(cell).entries()) {
        const lines = versions.map((version) => version.split('.').slice(0, 2).join('.'));
        expect([name, versions.every(isVersion)]).toEqual([name, true]);
        expect([name, lines]).toEqual([name, uniqueSorted(lines)]);
        expect([name, values[index]]).not.toEqual([name, values[index + 1]]);
      }
    }
  });

  it('knows of the version of another product nothing', () => {
    const inherited = cells.filter(([, { source }]) => source.startsWith('as '));
    const asking = inherited.filter(([, cell]) => gatesOf(cell).some(({ of }) => of === 'dataplane'));

    if (profile.name !== 'canal') expect(asking.map(([name]) => name)).toEqual([]);
  });

  it('has inherited what the other profile says', () => {
    for (const [name, { is, source }] of cells) {
      const [, title, what] = /^as ([^:]+): (.*)$/.exec(source) ?? [];
      if (title === undefined) continue;
      const base = PROFILES.find((other) => other.title === title);
      const same = (base === undefined ? [] : cellsOf(base)).find(([own]) => own === name)?.[1];
      expect([name, same?.is, same?.source]).toEqual([name, is, what]);
    }
  });

  it('names blocks of addresses where it names any', () => {
    for (const { is } of [...profile.alwaysAllowed, ...profile.healthChecks]) expect(parseCidr(is)).toBeDefined();
  });

  it('enforces NetworkPolicy exactly where it enforces rules at all', () => {
    const enforces = profile.semantics.ingressRules.is !== 'not-enforced';

    expect(profile.apis['networking-v1']?.is).toBe(enforces ? 'enforced' : 'not-enforced');
    expect(profile.semantics.egressRules.is !== 'not-enforced').toBe(enforces);
  });
});

describe('classes of dataplanes', () => {
  const IDENTITY_BASED = ['ack-terway-ebpf', 'azure-cilium', 'cce-turbo', 'cce-vpc', 'cilium', 'gke-dpv2'];

  it('an ipBlock never names a pod, and no node, on the identity based ones', () => {
    expect(namesWhere(({ semantics }) => semantics.ipBlockMatchesPods.is === 'no')).toEqual(IDENTITY_BASED);
    expect(namesWhere(({ semantics }) => semantics.ipBlockMatchesNodes.is === 'no')).toEqual(IDENTITY_BASED);
  });

  it('an ipBlock is compared with pods on all others that enforce', () => {
    const others = namesWhere(({ semantics }) => semantics.ipBlockMatchesPods.is === 'yes');

    expect(others).toEqual(
      PROFILES.map(({ name }) => name).filter((name) => name !== 'flannel' && !IDENTITY_BASED.includes(name)),
    );
  });

  it('flannel alone enforces nothing', () => {
    expect(namesWhere(({ semantics }) => semantics.ingressRules.is === 'not-enforced')).toEqual(['flannel']);
  });

  it('only kube-router answers a denied client', () => {
    expect(namesWhere(({ traits }) => traits.denial.is === 'refused')).toEqual(['kube-router']);
  });

  it('only Alibaba and Huawei name where health checks come from', () => {
    expect(namesWhere(({ healthChecks }) => healthChecks.length > 0)).toEqual(
      namesWhere(({ name }) => /^(ack|cce)-/.test(name)),
    );
  });

  it('what goes on with the own node is never left to rules on the way in', () => {
    const values = uniqueSorted(PROFILES.map(({ semantics }) => semantics.ownNodeToPod.is));

    expect(values).toEqual(['allowed', 'unknown']);
  });
});
