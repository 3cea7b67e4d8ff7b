// Names of recommended policies: the workload's own where it is free, stable, and valid for Kubernetes.
import { workloadId } from '../identity/workload.ts';
import type { Subject } from './subjects.ts';

export const DEFAULT_DENY = 'default-deny';
export const ALLOW_DNS = 'allow-dns';
export const ALLOW_DNS_SERVER = 'allow-dns-server';
/** Default deny and DNS in one object, where a budget asks for fewer. */
export const DEFAULT_DENY_ALLOW_DNS = 'default-deny-allow-dns';

/** The DNS pods of several workloads get one policy each, numbered. */
function isReserved(name: string): boolean {
  return [DEFAULT_DENY, ALLOW_DNS, DEFAULT_DENY_ALLOW_DNS].includes(name) || name.startsWith(ALLOW_DNS_SERVER);
}

/** Kubernetes allows 253; dataplanes derive the names of their own objects and labels, which hold 63. */
const NAME_LIMIT = 63;

/** Policy names by subject id, for subjects of one namespace; seen traffic does not change them. */
export function policyNames(subjects: readonly Subject[]): ReadonlyMap<string, string> {
  const plain = subjects.map((subject) => validName(subject.members[0]?.name ?? '', subject));
  const prefixed = subjects.map((subject, index) => {
    const free = count(plain, plain[index]) === 1 && !isReserved(plain[index] ?? '');
    const [first] = subject.members;
    return free ? (plain[index] ?? '') : validName(`${first?.kind ?? ''}-${first?.name ?? ''}`, subject);
  });
  return new Map(
    subjects.map((subject, index) => {
      const name = prefixed[index] ?? '';
      const free = count(prefixed, name) === 1 && !isReserved(name);
      return [subject.id, free ? name : withHash(name, subject)];
    }),
  );
}

/** For a further policy of the same workload: numbered, and entered into `taken`. */
export function nextName(name: string, taken: Set<string>): string {
  for (let number = 2; ; number += 1) {
    const end = `-${number}`;
    const next = `${name.slice(0, NAME_LIMIT - end.length).replace(/[^a-z0-9]+$/, '')}${end}`;
    if (taken.has(next)) continue;
    taken.add(next);
    return next;
  }
}

function count(names: readonly string[], name: string | undefined): number {
  return names.filter((other) => other === name).length;
}

/** Lower case letters, digits, `-` and `.`, beginning and ending with a letter or digit. */
function validName(text: string, subject: Subject): string {
  const valid = text
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/\.(?=[.-])|(?<=-)\./g, '-')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
  return valid.length > NAME_LIMIT || valid === '' ? withHash(valid, subject) : valid;
}

function withHash(name: string, subject: Subject): string {
  const hash = fnv1a(subject.members.map(workloadId).join(' '));
  const head = name.slice(0, NAME_LIMIT - hash.length - 1).replace(/[^a-z0-9]+$/, '');
  return head === '' ? `policy-${hash}` : `${head}-${hash}`;
}

/** FNV-1a, 32 bits, eight hexadecimal digits. */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
