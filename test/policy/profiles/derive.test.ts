import { describe, expect, it } from 'vitest';
import { derivedFrom } from '../../../lib/policy/profiles/derive.ts';
import type { ProfileData } from '../../../lib/policy/profiles/profile.ts';
import { UPSTREAM_DATA } from '../../../lib/policy/profiles/upstream.ts';

const BASE: ProfileData = {
  ...UPSTREAM_DATA,
  title: 'Base',
  semantics: {
    ...UPSTREAM_DATA.semantics,
    endPort: { is: 'range', source: 'page', since: { of: 'dataplane', versions: ['2'], before: 'first-port' } },
    sctp: { is: 'supported', source: 'page', since: { of: 'kernel', versions: ['5'], before: 'unknown' } },
  },
  apis: {
    calico: { is: 'enforced', source: 'page', since: { of: 'dataplane', versions: ['2'], before: 'not-enforced' } },
    cilium: { is: 'not-enforced', source: 'page' },
  },
  limits: { ...UPSTREAM_DATA.limits, policies: { is: 7, source: 'page' } },
};

const NEW = { name: 'new', title: 'New', note: 'Has Base inside.' };

describe('derivedFrom', () => {
  it('says of every inherited cell whose it is', () => {
    const { semantics, traits } = derivedFrom(BASE, { ...NEW, versions: 'of-base' });

    expect(semantics.except).toEqual({ is: 'hole', source: `as Base: ${BASE.semantics.except.source}` });
    for (const cell of [...Object.values(semantics), ...Object.values(traits)])
      expect(cell.source).toMatch(/^as Base: /);
  });

  it('takes what is its own as it is', () => {
    const except = { is: 'unknown', source: 'own page' } as const;
    const denial = { is: 'refused', source: 'own page' } as const;
    const derived = derivedFrom(BASE, { ...NEW, versions: 'own', semantics: { except }, traits: { denial } });

    expect(derived.semantics.except).toBe(except);
    expect(derived.traits.denial).toBe(denial);
    expect(derived.semantics.policyTypes.is).toBe(BASE.semantics.policyTypes.is);
    expect([derived.name, derived.title, derived.note]).toEqual(['new', 'New', 'Has Base inside.']);
  });

  it('keeps gates on the version of the base only where that is the version it is given', () => {
    const sameVersions = derivedFrom(BASE, { ...NEW, versions: 'of-base' });
    const ownVersions = derivedFrom(BASE, { ...NEW, versions: 'own' });

    expect(sameVersions.semantics.endPort).toEqual({ ...BASE.semantics.endPort, source: 'as Base: page' });
    expect(sameVersions.apis.calico?.since).toEqual(BASE.apis.calico?.since);
    expect(ownVersions.semantics.endPort.is).toBe('unknown');
    expect(ownVersions.semantics.endPort.since).toBeUndefined();
    expect(ownVersions.apis.calico?.is).toBe('unknown');
    expect(ownVersions.semantics.sctp.since).toEqual(BASE.semantics.sctp.since);
  });

  it('sees a gate on the base behind another one', () => {
    const earlier = { of: 'dataplane', versions: ['2'], before: 'unknown' } as const;
    const sctp = {
      ...BASE.semantics.sctp,
      since: { of: 'kernel', versions: ['5'], before: 'supported', earlier },
    } as const;
    const base: ProfileData = { ...BASE, semantics: { ...BASE.semantics, sctp } };

    expect(derivedFrom(base, { ...NEW, versions: 'own' }).semantics.sctp.since).toBeUndefined();
  });

  it('inherits APIs unless it names its own, then none', () => {
    const own = { antrea: { is: 'enforced', source: 'own page' } } as const;

    expect(Object.keys(derivedFrom(BASE, { ...NEW, versions: 'own' }).apis).sort()).toEqual(['calico', 'cilium']);
    expect(derivedFrom(BASE, { ...NEW, versions: 'own', apis: own }).apis).toEqual(own);
  });

  it('inherits limits one by one', () => {
    const limits = { blocksPerPolicy: { is: 3, source: 'own page' } };

    expect(derivedFrom(BASE, { ...NEW, versions: 'own', limits }).limits).toEqual({ ...BASE.limits, ...limits });
  });
});
