// Two ways through an object, DuckDB's and the reference parser's: for each line they come to the same.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Layout, parseHeader } from '../../lib/sources/flow-log-layout.ts';
import { parseLine } from '../../lib/sources/flow-log-line.ts';
import { useTools } from '../connections/observe.ts';
import { type Files, ingestFiles } from './object-lab.ts';

const toolsOf = useTools();

/** Good and bad values by column. DuckDB also takes `1.5`, `1e3` and `0x10` for integers, which AWS cannot write. */
const ADDRESS = ['10.0.0.1', '10.0.0.2', '192.0.2.7', '2001:db8::1'];
const BAD_ADDRESS = ['-', '10.0.0.256', '10.0.0', 'x', '2001:DB8::1', '1.2.3.4.5', '::ffff:10.0.0.1'];
const VALUES: Readonly<Record<string, readonly [good: readonly string[], bad: readonly string[]]>> = {
  'interface-id': [['eni-1', 'eni-2', '-'], ['-']],
  'pkt-srcaddr': [ADDRESS, BAD_ADDRESS],
  'pkt-dstaddr': [ADDRESS, BAD_ADDRESS],
  srcport: [
    ['0', '80', '40000', '65535'],
    ['65536', '-1', '-', 'http', '00080'],
  ],
  dstport: [
    ['0', '80', '40000', '65535'],
    ['65536', '-1', '-', 'http', '00080'],
  ],
  protocol: [
    ['6', '17', '1', '132'],
    ['256', '-6', '-', 'tcp'],
  ],
  packets: [
    ['1', '10', '-'],
    ['-1', '9007199254740992', 'x', '99999999999999999999'],
  ],
  bytes: [
    ['60', '5000', '-'],
    ['-1', '9007199254740992', 'x', '99999999999999999999'],
  ],
  start: [
    ['1793491200', '1793491210'],
    ['-', '4294967296', '-5', 'now', '1793491200000'],
  ],
  end: [
    ['1793491210', '1793491259'],
    ['-', '4294967296', '-5', 'now', '1793491200000', '1793491100'],
  ],
  action: [
    ['ACCEPT', 'REJECT', '-'],
    ['MAYBE', 'accept', 'REJECTED'],
  ],
  'log-status': [
    ['OK', 'OK', 'OK', 'NODATA', 'SKIPDATA'],
    ['ok', '-', 'FINE'],
  ],
  'tcp-flags': [
    ['0', '2', '18', '3', '19', '-'],
    ['256', '-2', 'SYN'],
  ],
};
const FIELDS = Object.keys(VALUES);
const HEADER = FIELDS.join(' ');
const LAYOUT: Layout = parseHeader(HEADER) ?? { fields: [] };

const goodLine = fc.tuple(...FIELDS.map((name) => fc.constantFrom(...(VALUES[name]?.[0] ?? [])))).map(joined);

function joined(tokens: readonly string[]): string {
  return tokens.join(' ');
}

/** One column of a good line is exchanged for a doubtful value. */
const doubtfulLine = fc.tuple(goodLine, fc.constantFrom(...FIELDS)).chain(([line, field]) =>
  fc.constantFrom(...(VALUES[field]?.[1] ?? [])).map((value) => {
    const tokens = line.split(' ');
    tokens[FIELDS.indexOf(field)] = value;
    return joined(tokens);
  }),
);

/** Columns too few or too many, text that is no line at all. A blank at the end is passed over by DuckDB alone. */
const brokenLine = fc.oneof(
  goodLine.map((line) => line.split(' ').slice(1).join(' ')),
  goodLine.map((line) => `${line} extra`),
  goodLine.map((line) => ` ${line}`),
  fc.constantFrom('', ' ', '"', '""', "'", '\t', HEADER, '-', '#', '\u0000', '\u00e9', '\\N', ','),
  fc.string({ minLength: 1, maxLength: 40 }).filter((text) => !/[\r\n]| $/.test(text)),
);

const objectText = fc
  .record({
    lines: fc.array(fc.oneof({ weight: 6, arbitrary: goodLine }, doubtfulLine, brokenLine), { maxLength: 12 }),
    end: fc.constantFrom('\n', '\r\n'),
    last: fc.boolean(),
  })
  .map(({ lines, end, last }) => [HEADER, ...lines].join(end) + (last ? end : ''));

/** Seconds beyond 32 bits are not stored, and are noted as out of range. */
const LATEST_STORED = 4_294_967_295;

function countByParser(text: string): Readonly<Record<string, number>> {
  const counts = { records: 0, malformed: 0, noData: 0, skipData: 0 };
  for (const line of text.split('\n').slice(1)) {
    const parsed = parseLine(line, LAYOUT);
    if (parsed === undefined) continue;
    const late =
      parsed.kind !== 'malformed' && Math.max(parsed.startSeconds ?? 0, parsed.endSeconds ?? 0) > LATEST_STORED;
    if (parsed.kind === 'malformed' || late) counts.malformed += 1;
    else if (parsed.kind === 'record') counts.records += 1;
    else counts[parsed.kind] += 1;
  }
  return counts;
}

describe('ingesting text', () => {
  it('counts every object as the reference parser counts its lines', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(objectText, { minLength: 30, maxLength: 30 }), async (texts) => {
        const files: Files = Object.fromEntries(texts.map((text, index) => [`${index}.log`, text]));

        const { facts } = await ingestFiles(toolsOf(), files);

        const counted = texts.map((text, index) => {
          const { records, malformed, noData, skipData } = facts[`${index}.log`] ?? {};
          return { text, counts: { records, malformed, noData, skipData } };
        });
        expect(counted).toEqual(texts.map((text) => ({ text, counts: countByParser(text) })));
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });
});
