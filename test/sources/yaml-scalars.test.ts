import { describe, expect, it } from 'vitest';
import { parsePolicyDocuments } from '../../lib/sources/parse-policies.ts';

function readPort(text: string): unknown {
  const { documents } = parsePolicyDocuments({ text: `kind: NetworkPolicy\nport: ${text}\n`, source: 'p.yaml' });
  const [document] = documents;
  return document === undefined ? undefined : Reflect.get(Object(document.manifest), 'port');
}

// What sigs.k8s.io/yaml v1.6.0 makes of each, which kubectl and the API server read with.
describe('settlePlainScalars', () => {
  it.each([
    ['0100', 64],
    ['0o100', 64],
    ['-0777', -511],
    ['080', 80],
    ['0b11', 3],
    ['0x1F', 31],
    ['1_000', 1000],
    ['_1', '_1'],
    ['1e3', 1000],
    ['1e400', '1e400'],
    ['.5_0', 0.5],
    ['1:20', '1:20'],
    ['2026-11-21', '2026-11-21'],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['yes', true],
    ['y', true],
    ['On', true],
    ['NO', false],
    ['off', false],
    ['yEs', 'yEs'],
    ['"yes"', 'yes'],
    ["'0100'", '0100'],
    ['!!str 0100', '0100'],
    ['~', null],
  ])('reads %s as %j', (text, value) => {
    expect(readPort(text)).toEqual(value);
  });

  it('settles keys, aliases and what stands twice by it', () => {
    const text = 'kind: NetworkPolicy\nlabels: { on: &x 010, b: *x }\n';
    const twice = 'kind: NetworkPolicy\nlabels: { on: a, yes: b }\n';

    const { documents } = parsePolicyDocuments({ text, source: 'p.yaml' });
    const { diagnostics } = parsePolicyDocuments({ text: twice, source: 'p.yaml' });

    expect(documents.map(({ manifest }) => manifest)).toEqual([
      { apiVersion: '', kind: 'NetworkPolicy', labels: { true: 8, b: 8 } },
    ]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['duplicate-key']);
  });
});
