// Which connections a filter leaves, what its chips count, what a search finds, and what the address keeps.
import { describe, expect, it } from 'vitest';
import { buildModel } from '../../lib/web/data/model.ts';
import { columnsField, USUAL_COLUMNS } from '../../lib/web/views/connections/connection-fields.ts';
import { type FacetChoices, filterConnections } from '../../lib/web/views/connections/connection-filter.ts';
import { indexConnections } from '../../lib/web/views/connections/connection-index.ts';
import { matcherOf } from '../../lib/web/views/connections/connection-search.ts';
import { verdictReasons } from '../../lib/web/views/connections/verdict-reasons.ts';
import { sampleDocument } from '../report/sample-document.ts';

const model = buildModel(sampleDocument());
const index = indexConnections(model);
const NONE: FacetChoices = {
  ...{ verdict: [], recommended: [], outcome: [], protocol: [], evidence: [] },
  ...{ client: [], server: [] },
};

function filtered(choices: Partial<FacetChoices>, search = '', namespace = '') {
  const matches = matcherOf(search, index);
  return filterConnections(model.connections, index, { choices: { ...NONE, ...choices }, namespace, matches });
}

describe('a filter of connections', () => {
  it('leaves all in their order where nothing is chosen', () => {
    expect(filtered({}).shown).toEqual(model.connections);
  });

  it.each(['8080', '9090', 'shop/web', ''])('for %j leaves them in the order given, and counts the same', (search) => {
    const given = [...model.connections].reverse();
    const filter = { choices: { ...NONE, protocol: ['TCP'] }, namespace: '', matches: matcherOf(search, index) };
    const back = filterConnections(given, index, filter);

    const forth = filtered({ protocol: ['TCP'] }, search);
    expect(forth.shown.length).toBeGreaterThan(0);
    expect(back.shown).toEqual([...forth.shown].reverse());
    expect(back.counts).toEqual(forth.counts);
  });

  it('takes several choices of a facet for any of them, and several facets for all', () => {
    const { shown } = filtered({ verdict: ['blocked', 'unknown'], client: ['workload'], server: ['workload'] });
    expect(shown.map(({ observed }) => observed.port)).toEqual([9090, 5432]);
  });

  it('counts each choice as if it were the only one of its facet', () => {
    const { counts } = filtered({ verdict: ['blocked'], server: ['external'] });
    expect([...counts.verdict]).toEqual([['allowed', 1]]);
    expect([...counts.server]).toEqual([['workload', 1]]);
    expect([...counts.protocol]).toEqual([]);
  });

  it('takes the namespace of either side', () => {
    expect(filtered({}, '', 'ops').shown.map(({ observed }) => observed.port)).toEqual([5432]);
  });

  it.each([
    ['shop/web -> shop/api TCP/8080', [8080]],
    ['8080/tcp', [8080, 8080]],
    ['10.0.0.8 9090', [9090]],
    ["O'REPORT", [5432]],
    ['52.94.133.17', [443]],
    ['nobody', []],
  ])('finds %j', (search, ports) => {
    expect(filtered({}, search).shown.map(({ observed }) => observed.port)).toEqual(ports);
  });
});

describe('the reasons of a verdict', () => {
  it('are a clause for each side, with the policies that decide', () => {
    const [, blocked, unknown] = model.connections;
    if (blocked === undefined || unknown === undefined) throw new Error('the sample has both');

    expect(verdictReasons(blocked, blocked.observed.verdicts.current)).toEqual([
      { direction: 'egress', subject: 'shop/web', clause: 'allowed, as no policy isolates it', policies: [] },
      { direction: 'ingress', subject: 'shop/api', clause: 'blocked by', policies: ['shop/allow-web'] },
    ]);
    expect(verdictReasons(unknown, unknown.observed.verdicts.current)[1]?.clause).toBe(
      'nobody can say (policy shop/broken could not be read)',
    );
  });
});

describe('the columns in the address', () => {
  it('are the usual ones where it names none, and in the order of the table', () => {
    expect(columnsField.parse('')).toEqual(USUAL_COLUMNS);
    expect(columnsField.format(USUAL_COLUMNS)).toBe('');
    expect(columnsField.parse('bytes,port,client,gone')).toEqual(['port', 'bytes']);
    expect(columnsField.parse(columnsField.format([]))).toEqual([]);
  });
});
