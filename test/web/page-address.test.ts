// The address of what the page shows: there and back, and nothing but a view for what is no address.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress, VIEW_NAMES } from '../../lib/web/state/page-address.ts';
import {
  choiceField,
  choicesField,
  flagField,
  formatFields,
  parseFields,
  sortField,
  textField,
} from '../../lib/web/state/url-fields.ts';

const parameterName = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/);
const parameters = fc.uniqueArray(
  fc.tuple(parameterName, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })),
  {
    selector: ([name]) => name,
    maxLength: 10,
  },
);

describe('an address', () => {
  it('survives being written and read', () => {
    fc.assert(
      fc.property(fc.constantFrom(...VIEW_NAMES), parameters, (view, entries) => {
        const address = { view, parameters: new Map(entries) };

        expect(parseAddress(formatAddress(address))).toEqual(address);
      }),
    );
  });

  it('is a view whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(VIEW_NAMES).toContain(parseAddress(text).view);
      }),
    );
  });

  it.each([
    ['', 'overview', []],
    ['#/connections?q=a&q=b', 'connections', [['q', 'a']]],
    ['#/connections?__proto__=x&Q=1&q-1=2', 'connections', [['q-1', '2']]],
    ['#/connections?q=what?', 'connections', [['q', 'what?']]],
    ['#/toString', 'overview', []],
    [`#/map?q=${'x'.repeat(16_000)}`, 'overview', []],
  ])('%s', (hash, view, entries) => {
    expect(parseAddress(hash)).toEqual({
      view,
      parameters: new Map(entries.map(([name = '', value = '']) => [name, value])),
    });
  });
});

describe('typed parameters', () => {
  const FIELDS = {
    q: textField,
    all: flagField,
    verdict: choiceField(['any', 'blocked', 'allowed']),
    kinds: choicesField(['workload', 'node', 'external']),
    sort: sortField(['port', 'bytes']),
  };

  it('are what they say, or the default', () => {
    const read = (text: string) => parseFields(FIELDS, parseAddress(`#/map?${text}`).parameters);

    expect(read('')).toEqual({ q: '', all: false, verdict: 'any', kinds: [], sort: undefined });
    expect(read('q=%20x&all=1&verdict=blocked&kinds=external,workload&sort=-port')).toEqual({
      q: ' x',
      all: true,
      verdict: 'blocked',
      kinds: ['workload', 'external'],
      sort: { column: 'port', descending: true },
    });
    expect(read('all=yes&verdict=constructor&kinds=__proto__,node&sort=--port')).toEqual({
      q: '',
      all: false,
      verdict: 'any',
      kinds: ['node'],
      sort: undefined,
    });
  });

  it('write only what changes, and nothing for a default', () => {
    expect(formatFields(FIELDS, { verdict: 'any', sort: undefined, q: 'x' })).toEqual({
      verdict: '',
      sort: '',
      q: 'x',
    });
    expect(formatFields(FIELDS, { kinds: ['node', 'workload'], sort: { column: 'bytes', descending: true } })).toEqual({
      kinds: 'workload,node',
      sort: '-bytes',
    });
  });
});
