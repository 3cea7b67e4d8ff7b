// Headers and declared formats: what is one, what it must hold, and what is said where it does not.
import { describe, expect, it } from 'vitest';
import { FLOW_LOG_FIELDS } from '../../lib/sources/flow-log-fields.ts';
import {
  checkLayout,
  DEFAULT_LAYOUT,
  missingFields,
  parseDeclaredFormat,
  parseHeader,
} from '../../lib/sources/flow-log-layout.ts';

const V2 =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';

describe('FLOW_LOG_FIELDS', () => {
  it('spells each field once, in text and in Parquet', () => {
    const names = FLOW_LOG_FIELDS.map((field) => field.name);

    expect(new Set(names).size).toBe(names.length);
    expect(FLOW_LOG_FIELDS.find((field) => field.name === 'pkt-src-aws-service')?.column).toBe('pkt_src_aws_service');
  });

  it.each([
    [2, 14],
    [3, 7],
    [4, 4],
    [5, 4],
    [7, 10],
    [8, 1],
    [9, 1],
    [10, 1],
    [11, 12],
  ])('version %i adds %i fields', (version, count) => {
    expect(FLOW_LOG_FIELDS.filter((field) => field.version === version)).toHaveLength(count);
  });

  it('types the numeric columns as AWS documents them', () => {
    const ofType = (type: string) => FLOW_LOG_FIELDS.filter((field) => field.type === type).map((field) => field.name);

    expect(ofType('int')).toEqual(['version', 'srcport', 'dstport', 'protocol', 'tcp-flags', 'traffic-path']);
    expect(ofType('long')).toEqual(['packets', 'bytes', 'start', 'end']);
  });
});

describe('parseHeader', () => {
  it.each([
    ['the default format', V2],
    ['underscores and capitals', V2.toUpperCase().replaceAll('-', '_')],
    ['a carriage return', `${V2}\r`],
    ['a byte order mark', `\uFEFF${V2}`],
  ])('reads %s', (_what, line) => {
    expect(parseHeader(line)).toEqual(DEFAULT_LAYOUT);
  });

  it('keeps a field that AWS has yet to invent as a column', () => {
    expect(parseHeader(`${V2} moon-phase`)?.fields.at(-1)).toBe('moon-phase');
  });

  it('reads any subset in any order', () => {
    expect(parseHeader('dstaddr tcp-flags srcaddr')?.fields).toEqual(['dstaddr', 'tcp-flags', 'srcaddr']);
  });

  it.each([
    ['a record', '2 123456789010 eni-1 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK'],
    ['a row without numbers', 'eni-11111111aaaaaaaaa NODATA'],
    ['words that are no fields', 'bogus line'],
    ['nothing', ''],
    ['two spaces between names', V2.replace(' ', '  ')],
  ])('takes %s for no header', (_what, line) => {
    expect(parseHeader(line)).toBeUndefined();
  });
});

describe('parseDeclaredFormat', () => {
  it.each([
    ['as AWS prints it', V2.replaceAll(/\S+/g, '$${$&}')],
    ['plain names', V2],
    ['commas and lines', V2.replaceAll(' ', ',\n  ')],
    ['Parquet spelling', V2.replaceAll('-', '_')],
  ])('reads %s', (_what, text) => {
    expect(parseDeclaredFormat(text)).toEqual(DEFAULT_LAYOUT);
  });

  it.each([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the spelling of AWS
    ['what is no field', '${srcaddr} $(dstaddr)', 'flow-log-format'],
    ['nothing', '', 'flow-log-format'],
    ['a repeated field', `${V2} srcaddr`, 'flow-log-repeated-field'],
    ['a format without ports', 'srcaddr dstaddr protocol start end', 'flow-log-missing-field'],
  ])('refuses %s', (_what, text, code) => {
    expect(parseDeclaredFormat(text, '--format')).toMatchObject({ code, place: { source: '--format' } });
  });
});

describe('missingFields', () => {
  it.each([
    ['srcaddr dstaddr srcport dstport protocol start end', []],
    ['pkt-srcaddr pkt-dstaddr srcport dstport protocol start end', []],
    ['srcaddr pkt-dstaddr srcport dstport protocol start end', ['pkt-srcaddr']],
    ['srcaddr dstaddr protocol', ['dstport', 'end', 'srcport', 'start']],
    ['action', ['dstport', 'end', 'pkt-dstaddr', 'pkt-srcaddr', 'protocol', 'srcport', 'start']],
  ])('of %s is %j', (fields, missing) => {
    expect(missingFields({ fields: fields.split(' ') })).toEqual(missing);
  });
});

describe('checkLayout', () => {
  it('is content with the default format', () => {
    expect(checkLayout(DEFAULT_LAYOUT, { source: 'a.log' })).toBeUndefined();
  });

  it('names what is repeated, before what is missing', () => {
    const diagnostic = checkLayout({ fields: ['srcaddr', 'end', 'srcaddr'] }, { source: 'a.log', line: 1 });

    expect(diagnostic).toMatchObject({ code: 'flow-log-repeated-field', place: { source: 'a.log', line: 1 } });
    expect(diagnostic?.message).toContain('srcaddr');
  });
});
