// `--dataplane`: what is understood, what is refused with which mend, and that a report's text can be parsed again.
import { describe, expect, it } from 'vitest';
import { DATAPLANE_NAMES, parseDataplaneArgument } from '../../../lib/policy/profiles/dataplane-argument.ts';
import { OPTION_WORDS, optionWordsOf } from '../../../lib/policy/profiles/dataplane-keys.ts';
import { PROFILES } from '../../../lib/policy/profiles/registry.ts';

function parsed(text: string) {
  const result = parseDataplaneArgument(text);
  if (result.kind === 'unusable') throw new Error(result.message);
  return result.argument;
}

describe('parseDataplaneArgument', () => {
  it.each(PROFILES.map(({ name }) => name))('knows %s', (name) => {
    expect(parsed(name)).toEqual({ text: name, parts: [{ name, version: undefined, options: {} }] });
  });

  it('takes a version and keys', () => {
    expect(parsed('ack-terway-ebpf@1.9.0,kernel=4.18,initial=1.8.5').parts).toEqual([
      { name: 'ack-terway-ebpf', version: '1.9.0', options: { kernel: '4.18', initial: '1.8.5' } },
    ]);
  });

  it('takes two at once, each with its own keys', () => {
    expect(parsed('ack-poseidon,policies=off+ack-terway@1.12.0,mode=veth').parts).toEqual([
      { name: 'ack-poseidon', version: undefined, options: { policies: 'off' } },
      { name: 'ack-terway', version: '1.12.0', options: { mode: 'veth' } },
    ]);
  });

  it('takes the plus sign of a version for what it is', () => {
    expect(parsed('kube-router,kubernetes=v1.30.4+k3s1').parts).toMatchObject([
      { options: { kubernetes: 'v1.30.4+k3s1' } },
    ]);
  });

  it('writes one text for keys in any order', () => {
    const text = 'eks,kubernetes=1.30,kernel=6.1,policies=on';

    expect(parsed('eks,policies=on,kernel=6.1,kubernetes=1.30').text).toBe(text);
    expect(parsed(text).text).toBe(text);
  });

  it.each([
    ['', 'an empty name is not known', 'use auto, upstream, ack-poseidon'],
    ['Cilium', 'Cilium is not known', 'use auto, upstream'],
    ['__proto__', '__proto__ is not known', 'use auto, upstream'],
    ['cilium@', 'nothing is no version', 'write cilium@1.2.3'],
    ['cilium@latest', 'latest is no version', 'write cilium@1.2.3'],
    ['cilium@1.16@1.17', '1.16@1.17 is no version', 'write cilium@1.2.3'],
    ['cilium@1.16 ;', '1.16 ; is no version', 'write cilium@1.2.3'],
    ['upstream@1.30', 'upstream is the API text and has no versions', 'write upstream alone'],
    ['upstream,kubernetes=1.30', 'kubernetes is no key of upstream', 'write upstream alone'],
    ['cilium,kernel=5.10', 'kernel is no key of cilium', 'cilium takes kubernetes=VERSION, policies=on|off'],
    ['cilium,', 'an empty key is no key of cilium', 'cilium takes'],
    ['cilium,constructor=1', 'constructor is no key of cilium', 'cilium takes'],
    ['cilium,policies=maybe', 'policies=maybe is not understood', 'write policies=on|off'],
    ['cilium,policies', 'policies is not understood', 'write policies=on|off'],
    ['cilium,kubernetes=', 'kubernetes= is not understood', 'write kubernetes=VERSION'],
    [
      'ack-terway,restart-pending=n1::n2',
      'restart-pending=n1::n2 is not understood',
      'write restart-pending=all|NODE:NODE',
    ],
    ['cilium,policies=on,policies=on', 'policies is given twice', 'give it once'],
    ['calico+cilium', 'nobody documents calico and cilium in one cluster', 'ack-poseidon+ack-terway'],
    [
      'ack-terway+ack-poseidon',
      'nobody documents ack-terway and ack-poseidon in one cluster',
      'ack-poseidon+ack-terway',
    ],
    ['ack-poseidon+nothing', 'ack-poseidon+nothing is not known', 'use auto'],
  ])('refuses %s', (text, message, mend) => {
    const result = parseDataplaneArgument(text);

    expect(result).toMatchObject({ kind: 'unusable', message });
    expect(result.kind === 'unusable' && result.mend).toContain(mend);
  });
});

describe('OPTION_WORDS', () => {
  it('name only dataplanes that there are', () => {
    for (const { dataplanes } of OPTION_WORDS)
      expect(DATAPLANE_NAMES).toEqual(expect.arrayContaining([...(dataplanes ?? [])]));
  });

  it('are asked of every dataplane but the API text', () => {
    expect(DATAPLANE_NAMES.filter((name) => optionWordsOf(name).length === 0)).toEqual(['upstream']);
  });
});
