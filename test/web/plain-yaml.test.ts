// The quick way to write policies gives the bytes of the slow one, for any manifest.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPolicyYaml } from '../../lib/recommendation/manifest-yaml.ts';
import { policyYaml } from '../../lib/web/data/plain-yaml.ts';
import { webReport } from '../bench/web-report.ts';

/** Words that some YAML reads as something else than text, and texts that must be quoted. */
const ODD = [
  'yes',
  'No',
  'y',
  'off',
  'TRUE',
  'null',
  '~',
  '',
  '1',
  '0o17',
  '1e3',
  '0x1f',
  '.5',
  '1_000',
  '12:30',
  'a: b',
  '- a',
];
const ODDER = [
  '#x',
  'a #b',
  '*',
  '&a',
  '!t',
  'a\nb',
  ' a',
  'é',
  'kubernetes.io/metadata.name',
  '10.0.0.0/8',
  '2001:db8::/32',
  '=',
  '<<',
];
const text = fc.oneof(
  fc.constantFrom(...ODD, ...ODDER),
  fc.string({ maxLength: 6 }),
  fc.stringMatching(/^[a-z][a-z0-9./_-]{0,90}$/),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

describe('policies as YAML', () => {
  it('are the same bytes, whatever is in them', () => {
    fc.assert(
      fc.property(fc.dictionary(text, value, { maxKeys: 4, noNullPrototype: true }), (manifest) => {
        expect(policyYaml(manifest)).toBe(formatPolicyYaml(manifest));
      }),
      { numRuns: 2000 },
    );
  });

  it('are the same bytes as they are recommended', () => {
    const { policies } = webReport({ namespaces: 4, workloads: 30, connections: 200 });

    expect(policies.recommended.map(policyYaml)).toEqual(policies.recommended.map(formatPolicyYaml));
  });
});
