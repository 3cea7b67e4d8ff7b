import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AssignmentLine, IdentityFacts } from '../../../lib/pipeline/identity-facts.ts';
import { type FingerprintInput, makeFingerprint } from '../../../lib/pipeline/stored/hour-fingerprints.ts';

const HOUR = 498_192;
const START = HOUR * 3600;
const FOREVER = Number.MAX_SAFE_INTEGER;
const NONE = -1;
const digest = (text: string) => createHash('sha256').update(text).digest('hex');

const WEB = { holder: 0, kind: 'workload', ref: 'shop/Deployment/web', node: 'node-1' };
const API = { holder: 1, kind: 'workload', ref: 'shop/Deployment/api', node: 'node-2' };

function line(from: number, to: number, holder: number, parts: Partial<AssignmentLine> = {}): AssignmentLine {
  return { address: '10.0.0.1', from_seconds: from, to_seconds: to, holder, presumed: false, ...parts };
}

const BASE: IdentityFacts = {
  assignments: [line(0, START - 1, NONE), line(START, FOREVER, 0)],
  holders: [WEB, API],
  declared: [{ key: 'workload shop/Deployment/web', protocol: 6, port: 8080 }],
  podRanges: [{ first: 1, last: 255 }],
};

const INPUT: FingerprintInput = {
  hour: HOUR,
  window: { fromSeconds: START - 36_000, toSeconds: START + 36_000 },
  summaries: ['a', 'b'],
  livenessSummaries: [],
};

function fingerprint(facts: Partial<IdentityFacts> = {}, input: Partial<FingerprintInput> = {}): string {
  return makeFingerprint(digest, { ...BASE, ...facts })({ ...INPUT, ...input });
}

describe('the fingerprint of an hour', () => {
  const other = '10.0.0.2';

  it.each<{ name: string; facts?: Partial<IdentityFacts>; input?: Partial<FingerprintInput> }>([
    {
      name: 'an address that somebody gets later',
      facts: {
        assignments: [
          ...BASE.assignments,
          line(0, START + 9000, NONE, { address: other }),
          line(START + 9001, FOREVER, 1, { address: other }),
        ],
      },
    },
    {
      name: 'where its owner goes later',
      facts: { assignments: [line(0, START - 1, NONE), line(START, START + 9000, 0), line(START + 9001, FOREVER, 1)] },
    },
    {
      name: 'how long its owner had been there',
      facts: { assignments: [line(0, START - 500, NONE), line(START - 499, FOREVER, 0)] },
    },
    {
      name: 'the numbers of holders',
      facts: {
        assignments: [line(0, START - 1, NONE), line(START, FOREVER, 1)],
        holders: [
          { ...API, holder: 0 },
          { ...WEB, holder: 1 },
        ],
      },
    },
    {
      name: 'ports that others declare',
      facts: { declared: [...BASE.declared, { key: 'workload shop/Deployment/api', protocol: 6, port: 9090 }] },
    },
    {
      name: 'a window that has all of it',
      input: { window: { fromSeconds: START, toSeconds: START + 3599 } },
    },
  ])('does not ask for $name', ({ facts, input }) => {
    expect(fingerprint(facts, input)).toBe(fingerprint());
  });

  it.each<{ name: string; facts?: Partial<IdentityFacts>; input?: Partial<FingerprintInput> }>([
    { name: 'another summary', input: { summaries: ['a', 'c'] } },
    { name: 'a summary that its liveness asks', input: { livenessSummaries: ['a'] } },
    { name: 'another owner', facts: { assignments: [line(0, START - 1, NONE), line(START, FOREVER, 1)] } },
    { name: 'another node', facts: { holders: [{ ...WEB, node: 'node-2' }, API] } },
    {
      name: 'an owner that begins within it',
      facts: { assignments: [line(0, START, NONE), line(START + 1, FOREVER, 0)] },
    },
    {
      name: 'an end within what its rows reach into',
      facts: {
        assignments: [line(0, START - 1, NONE), line(START, START + 4000, 0), line(START + 4001, FOREVER, NONE)],
      },
    },
    {
      name: 'an owner that is presumed only',
      facts: { assignments: [line(0, START - 1, NONE), line(START, FOREVER, 0, { presumed: true })] },
    },
    { name: 'a port that its owner declares', facts: { declared: [] } },
    {
      name: 'a port that somebody outside declares',
      facts: { declared: [...BASE.declared, { key: 'external 192.0.2.1', protocol: 6, port: 443 }] },
    },
    { name: 'another pod range', facts: { podRanges: [] } },
    { name: 'a window that begins within it', input: { window: { fromSeconds: START + 1, toSeconds: START + 3599 } } },
    { name: 'a window that ends within it', input: { window: { fromSeconds: START, toSeconds: START + 3598 } } },
  ])('asks for $name', ({ facts, input }) => {
    expect(fingerprint(facts, input)).not.toBe(fingerprint());
  });

  it('asks where a presumed stretch begins, however long before', () => {
    const since = (from: number) => ({
      assignments: [line(0, from - 1, NONE), line(from, FOREVER, 0, { presumed: true })],
    });

    expect(fingerprint(since(START - 9000))).not.toBe(fingerprint(since(START - 9001)));
  });
});
