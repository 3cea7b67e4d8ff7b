// How the cells of a profile are written: what is said, from where, and how sure that is.
import type { Cell, Gate, Limits, Undocumented } from './profile.ts';

/** `source`: a public document or file that says so. */
export function says<T>(is: T, source: string): Cell<T> {
  return { is, source };
}

/** Holds from a version on; `gate.before` is what held below. */
export function saysSince<T>(is: T, source: string, since: Gate<T>): Cell<T> {
  return { is, source, since };
}

/** Follows from how the dataplane works, which the source shows; no document states it. */
export function derived<T>(is: T, from: string): Cell<T> {
  return { is, source: `derived from ${from}` };
}

/** Nobody says it, or what is said leaves it open; `why` names where that was looked for, or what it depends on. */
export function leftOpen(why: string): Cell<Undocumented> {
  return { is: 'unknown', source: why };
}

export const NO_LIMITS: Limits = {
  policies: undefined,
  portsPerPeer: undefined,
  blocksPerPolicy: undefined,
  adminPriority: undefined,
};
