import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { SummaryFacts } from '../../lib/pipeline/summary-facts.ts';
import { parseDeclaredFormat } from '../../lib/sources/flow-log-layout.ts';
import { call, type Row, statusRow, talk, writeLog } from '../connections/flow-lines.ts';
import { useTools } from '../connections/observe.ts';
import { type Files, ingestFiles } from './object-lab.ts';

const toolsOf = useTools();

const ROWS: readonly Row[] = [
  ...call('web:40000 -> api:8080'),
  ...call('web:40001 -> db:5432'),
  ...talk('job:40002 -> api:53', { protocol: 17 }),
  statusRow('NODATA', 'eni-3', 60),
  statusRow('SKIPDATA', 'eni-4', 120),
];
const LOG = writeLog(ROWS);
const LINES = LOG.trimEnd().split('\n');
const [HEADER = '', FIRST = '', ...REST] = LINES;
const SOUND = { records: 6, malformed: 0, noData: 1, skipData: 1 };

const bytes = (text: string) => Buffer.from(text, 'latin1');
const lines = (...texts: readonly string[]) => `${texts.join('\n')}\n`;
const reasonsOf = (facts: SummaryFacts) => facts.malformedLines.map(({ line, reason }) => `${line} ${reason}`);

async function ingestOne(content: string | Uint8Array, name = 'a.log') {
  const { facts, rows } = await ingestFiles(toolsOf(), { [name]: content });
  const own = facts[name];
  if (own === undefined) throw new Error('no summary of the object');
  return { facts: own, rows };
}

describe('one object in another wrapping', () => {
  const cut = LOG.indexOf('\n', LOG.length / 2) + 1;
  const reference = async () => (await ingestOne(LOG)).rows;

  it.each([
    { wrapping: 'gzip', content: gzipSync(LOG) },
    { wrapping: 'CRLF', content: LOG.replaceAll('\n', '\r\n') },
    { wrapping: 'CRLF in gzip', content: gzipSync(LOG.replaceAll('\n', '\r\n')) },
    { wrapping: 'no final newline', content: LOG.trimEnd() },
    { wrapping: 'no final newline after CRLF', content: LOG.trimEnd().replaceAll('\n', '\r\n') },
    { wrapping: 'blank lines at the end', content: `${LOG}\n\n` },
    {
      wrapping: 'concatenated members',
      content: Buffer.concat([gzipSync(LOG.slice(0, cut)), gzipSync(LOG.slice(cut))]),
    },
    {
      wrapping: 'members cut within a line',
      content: Buffer.concat([gzipSync(LOG.slice(0, cut + 7)), gzipSync(LOG.slice(cut + 7))]),
    },
    { wrapping: 'an empty member behind', content: Buffer.concat([gzipSync(LOG), gzipSync('')]) },
  ])('says the same: $wrapping', async ({ content }) => {
    const { facts, rows } = await ingestOne(content);

    expect(facts).toMatchObject(SOUND);
    expect(facts.unreadable).toBeNull();
    expect(rows).toEqual(await reference());
  });

  it('says the same with a byte order mark and with fields that nobody knows yet', async () => {
    const future = LINES.map((line, index) => `${line} ${index === 0 ? 'quantum-state next-next-hop' : 'up eni-9'}`);

    const marked = await ingestOne(`\uFEFF${LOG}`);
    const later = await ingestOne(lines(...future));

    expect(marked.rows).toEqual(await reference());
    expect(later.rows).toEqual(await reference());
  });

  it('says the same with its columns in another order', async () => {
    const turned = LINES.map((line) => line.split(' ').reverse().join(' '));

    expect((await ingestOne(lines(...turned))).rows).toEqual(await reference());
  });
});

describe('objects without a row', () => {
  it.each([
    { name: 'a file of no byte', content: '' },
    { name: 'gzip of no byte', content: gzipSync('') },
    { name: 'a header only', content: `${HEADER}\n` },
    { name: 'a header only in gzip', content: gzipSync(HEADER) },
  ])('are read and empty: $name', async ({ content }) => {
    const { facts, rows } = await ingestOne(content);

    expect(facts).toMatchObject({ records: 0, malformed: 0, noData: 0, skipData: 0, unreadable: null });
    expect(rows).toEqual([]);
  });

  it.each([
    { name: 'corrupted compressed data', content: corrupted(gzipSync(LOG), 40), code: 'object-damaged' },
    { name: 'a wrong checksum', content: corrupted(gzipSync(LOG), -6), code: 'object-damaged' },
    { name: 'a wrong length', content: corrupted(gzipSync(LOG), -2), code: 'object-damaged' },
    { name: 'Parquet that is none', content: 'PAR1 and then nothing of the kind', code: 'object-damaged' },
    { name: 'no header and no declared format', content: lines(FIRST, ...REST), code: 'flow-log-no-header' },
    { name: 'something else altogether', content: '{"records": []}\n', code: 'flow-log-no-header' },
    {
      name: 'a header without ports',
      content: lines('srcaddr dstaddr start end', '10.0.0.1 10.0.0.2 1 2'),
      code: 'flow-log-missing-field',
    },
    {
      name: 'a header that names a field twice',
      content: lines(`${HEADER} bytes`, `${FIRST} 7`),
      code: 'flow-log-repeated-field',
    },
  ])('are said to be unusable: $name', async ({ content, code }) => {
    const { facts, rows } = await ingestOne(content);

    expect(facts).toMatchObject({ records: 0, unreadable: { code } });
    expect(facts.unreadable?.mend).toMatch(/\w/);
    expect(rows).toEqual([]);
  });
});

function corrupted(content: Buffer, at: number): Buffer {
  const copy = Buffer.from(content);
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] ?? 0) ^ 0xff;
  return copy;
}

describe('damaged lines', () => {
  const withField = (index: number, value: string) =>
    FIRST.split(' ')
      .map((token, position) => (position === index ? value : token))
      .join(' ');

  it.each([
    { damage: 'too few columns', line: FIRST.split(' ').slice(2).join(' '), reason: 'column-count' },
    { damage: 'too many columns', line: `${FIRST} x`, reason: 'column-count' },
    { damage: 'a column that is not there between two spaces', line: FIRST.replace(' ', '  '), reason: 'column-count' },
    { damage: 'a port out of range', line: withField(6, '70000'), reason: 'port-out-of-range' },
    { damage: 'a protocol out of range', line: withField(7, '256'), reason: 'protocol-out-of-range' },
    { damage: 'a negative count', line: withField(9, '-5'), reason: 'counter-out-of-range' },
    { damage: 'a count beyond all numbers', line: withField(9, '9'.repeat(30)), reason: 'counter-out-of-range' },
    { damage: 'a count beyond 2^53', line: withField(9, '9007199254740993'), reason: 'counter-out-of-range' },
    { damage: 'a word for a number', line: withField(5, 'http'), reason: 'not-an-integer' },
    { damage: 'flags out of range', line: withField(14, '300'), reason: 'flags-out-of-range' },
    { damage: 'no address', line: withField(3, 'not-an-address'), reason: 'address' },
    { damage: 'an address of five numbers', line: withField(3, '10.0.0.1.2'), reason: 'address' },
    { damage: 'an address with a number above 255', line: withField(4, '10.0.0.256'), reason: 'address' },
    { damage: 'an unknown action', line: withField(12, 'MAYBE'), reason: 'action' },
    { damage: 'an unknown status', line: withField(13, 'FINE'), reason: 'log-status' },
    { damage: 'a start after the end', line: withField(10, '1893456000'), reason: 'time-order' },
    { damage: 'no ports', line: withField(5, '-'), reason: 'missing-value' },
    { damage: 'the header again', line: HEADER, reason: 'repeated-header' },
    { damage: 'bytes that are no UTF-8', line: withField(0, 'eni-\u00ff\u00fe'), reason: 'encoding' },
  ])('are noted with their line and reason: $damage', async ({ line, reason }) => {
    const { facts, rows } = await ingestOne(bytes(lines(HEADER, FIRST, line, ...REST)));

    expect(reasonsOf(facts)).toEqual([`3 ${reason}`]);
    expect(facts).toMatchObject({ ...SOUND, malformed: 1 });
    expect(rows).toEqual((await ingestOne(LOG)).rows);
  });

  it('are left out one by one, however long', async () => {
    const long = `${'x'.repeat(2_500_000)} y`;

    const { facts } = await ingestOne(lines(HEADER, FIRST, long, ...REST));

    expect(reasonsOf(facts)).toEqual(['3 column-count']);
    expect(facts).toMatchObject({ ...SOUND, malformed: 1 });
    expect(facts.malformedLines[0]?.text.length).toBeLessThanOrEqual(200);
  });

  it('that are another header change the columns from there on', async () => {
    const turned = (line: string) => line.split(' ').reverse().join(' ');

    const { facts, rows } = await ingestOne(lines(HEADER, FIRST, turned(HEADER), ...REST.map(turned)));

    expect(reasonsOf(facts)).toEqual(['3 repeated-header']);
    expect(rows).toEqual((await ingestOne(LOG)).rows);
  });

  it('are counted to the last, whatever is kept of them', async () => {
    const bad = Array.from({ length: 12_000 }, (_, index) => `bad ${index}`);

    const { facts } = await ingestOne(lines(HEADER, FIRST, ...bad, ...REST));

    expect(facts).toMatchObject({ ...SOUND, malformed: 12_000 });
    expect(facts.malformedLines.length).toBeLessThanOrEqual(10_000);
  });
});

describe('a gzip that ends early', () => {
  it('keeps what came before the cut and notes the line that is not whole', async () => {
    const many = writeLog(Array.from({ length: 2000 }, (_, index) => call(`web:${20_000 + index} -> api:8080`)).flat());
    const whole = gzipSync(many);

    const { facts } = await ingestOne(whole.subarray(0, Math.floor(whole.length * 0.6)));

    expect(facts.unreadable).toBeNull();
    expect(facts.malformedLines.map(({ reason }) => reason)).toEqual(['truncated']);
    expect(facts.malformed).toBe(1);
    expect(facts.records).toBeGreaterThan(500);
    expect(facts.malformedLines[0]?.line).toBe(facts.records + 2);
  });
});

describe('objects of several formats in one folder', () => {
  it('are each read by their own header, or by the declared format', async () => {
    const declared = parseDeclaredFormat(
      HEADER.split(' ')
        .map((name) => `\${${name}}`)
        .join(' '),
    );
    if (!('fields' in declared)) throw new Error(declared.message);
    const files: Files = {
      'with.log': LOG,
      'without.log': lines(FIRST, ...REST),
      'old.log.gz': gzipSync(writeLog(ROWS, 'v2')),
    };

    const { facts } = await ingestFiles(toolsOf(), files, declared);

    for (const name of Object.keys(files)) expect(facts[name]).toMatchObject(SOUND);
    expect(facts['old.log.gz']?.format).toMatch(/^version account-id/);
    expect(facts['without.log']?.format).toBe(facts['with.log']?.format);
  });

  it('may have any name', async () => {
    const names = [
      "it's.log",
      'a b.log',
      'ünïcode-日本.log',
      '__proto__',
      'constructor',
      '[x]*?.log',
      '{a,b}.log',
      '-rf',
      'x.parquet',
      "';--.gz",
    ];
    const files = Object.fromEntries(names.map((name) => [`deep/${name}`, gzipSync(LOG)]));

    const { facts } = await ingestFiles(toolsOf(), files);

    expect(Object.keys(facts).sort()).toEqual(Object.keys(files).sort());
    for (const one of Object.values(facts)) expect(one).toMatchObject(SOUND);
  });
});
