import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasReached, isVersion } from '../../../lib/policy/profiles/version.ts';

const CCE = ['1.27.16-r30', '1.28.15-r20', '1.29.13-r0', '1.30.10-r0', '1.31.6-r0'];

describe('hasReached', () => {
  it.each([
    // A release of a minor line is compared with that line's own minimum.
    ['v1.27.16-r30', CCE, 'yes'],
    ['v1.27.16-r29', CCE, 'no'],
    ['v1.27.16-r100', CCE, 'yes'],
    ['v1.27.17', CCE, 'yes'],
    ['v1.27.15-r90', CCE, 'no'],
    ['v1.28.15-r0', CCE, 'no'],
    ['1.28.16-r0', CCE, 'yes'],
    ['v1.31.6-r0', CCE, 'yes'],
    ['v1.27.16-r30-27.0.84', CCE, 'yes'],
    // Later lines have it, earlier ones do not.
    ['v1.32.0', CCE, 'yes'],
    ['v2.0.0-r0', CCE, 'yes'],
    ['v1.25.16-r90', CCE, 'no'],
    ['1.26', CCE, 'no'],
    ['1.32', CCE, 'yes'],
    // The number on which it turns is not there.
    ['1.28', CCE, 'unknown'],
    ['v1.28.15', CCE, 'unknown'],
    ['1', CCE, 'unknown'],
    ['1.28.14', CCE, 'no'],
    // What distributions put behind the numbers says nothing.
    ['v1.29.3-eks-ae9a62a', ['1.29'], 'yes'],
    ['v1.29.3-eks-ae9a62a', ['1.29.4'], 'no'],
    ['v1.29.3-eks-ae9a62a', ['1.30'], 'no'],
    ['v1.30.5-gke.1443001', ['1.30.5'], 'yes'],
    ['v1.30.5-gke.1443001', ['1.30.5-r1'], 'unknown'],
    ['v1.30.5-gke.1443001', ['1.30.6'], 'no'],
    ['v1.32.0-rke2r1', ['1.32'], 'yes'],
    ['5.10.134-16.1.al8.x86_64', ['5.10'], 'yes'],
    ['5.10.134-16.1.al8.x86_64', ['5.10.135'], 'no'],
    ['5.10.0-182.0.0.95.r2673_211.hce2.x86_64', ['4.19'], 'yes'],
    ['4.19.91-26.al7.x86_64', ['4.19'], 'yes'],
    ['3.10.0-1160.el7.x86_64', ['4.19'], 'no'],
    ['6.1.0-18-cloud-amd64', ['5.10'], 'yes'],
    // Numbers, not text; missing numbers of a minimum are not asked for.
    ['1.9.0', ['1.16'], 'no'],
    ['1.16.0', ['1.9'], 'yes'],
    ['1.16', ['1.16'], 'yes'],
    ['1.16', ['1.16.0'], 'yes'],
    ['1', ['1.0'], 'yes'],
    ['2', ['1.17'], 'yes'],
    // Before the release itself.
    ['v1.17.0-rc.1', ['1.17'], 'unknown'],
    ['v1.17.0-rc.1', ['1.17.0'], 'unknown'],
    ['1.17-dev', ['1.17.0'], 'unknown'],
    ['v1.17.1-rc.1', ['1.17.0'], 'yes'],
    ['v1.16.9-rc.1', ['1.17'], 'no'],
    // No version.
    ['latest', ['1.17'], 'unknown'],
    ['', ['1.17'], 'unknown'],
    ['sha256:1234', ['1.17'], 'unknown'],
    ['1.17', [], 'unknown'],
  ])('%s has what came with %j: %s', (version, minimums, expected) => {
    expect(hasReached(version, minimums)).toBe(expected);
  });

  it('is not certain for a line between those that are listed', () => {
    expect(hasReached('1.28.20', ['1.27.16', '1.29.3'])).toBe('unknown');
  });

  it('does not depend on the order of the minimums', () => {
    const version = fc
      .tuple(fc.nat(3), fc.nat(35), fc.nat(20), fc.nat(40))
      .map(([a, b, c, d]) => `v${a}.${b}.${c}-r${d}`);

    fc.assert(
      fc.property(version, fc.shuffledSubarray(CCE, { minLength: CCE.length }), (own, minimums) => {
        expect(hasReached(own, minimums)).toBe(hasReached(own, CCE));
      }),
    );
  });

  it('grows: what a version has, a later one of its line has as well', () => {
    const release = fc.tuple(fc.integer({ min: 27, max: 31 }), fc.nat(20), fc.nat(40));

    fc.assert(
      fc.property(release, fc.nat(5), fc.nat(5), ([minor, patch, build], patches, builds) => {
        const later = patches > 0 ? `1.${minor}.${patch + patches}-r0` : `1.${minor}.${patch}-r${build + builds}`;
        fc.pre(hasReached(`1.${minor}.${patch}-r${build}`, CCE) === 'yes');
        expect(hasReached(later, CCE)).toBe('yes');
      }),
    );
  });
});

describe('isVersion', () => {
  it.each([
    ['1', true],
    ['v1.16', true],
    ['1.27.16-r30', true],
    ['latest', false],
    ['v', false],
    ['', false],
  ])('%j: %s', (text, expected) => {
    expect(isVersion(text)).toBe(expected);
  });
});
