// What is not surely denied and nobody used: which of it the recommendation itself allows, and which others do.
import { uniqueSorted } from '../base/order.ts';
import { combine } from '../policy/evaluate.ts';
import type { DirectionVerdict, PolicyQuery } from '../policy/model.ts';
import type { Party, Permission } from './permissions.ts';
import { portText } from './ports.ts';
import type { Proof } from './proof.ts';

/** Texts like `shop/Deployment/web -> shop/Deployment/db TCP/5432`, each list sorted and apart from the others. */
export interface Beyond {
  readonly allowed: readonly string[];
  /** Those that only policies of other APIs allow, by the policy; by its name. */
  readonly byStanding: ReadonlyMap<string, readonly string[]>;
  /** Not surely denied: the dataplane's documents leave it open; by the reason. */
  readonly unknown: ReadonlyMap<string, readonly string[]>;
}

/** What is not surely denied, and why. */
export interface Found {
  readonly permission: Permission;
  readonly why: Why;
}

export type Why =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'by-standing'; readonly policies: readonly string[] }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Undefined where one of the sides surely denies. */
export function whyNotDenied(proof: Proof, query: PolicyQuery, sides: readonly DirectionVerdict[]): Why | undefined {
  const kind = sides.map((side) => side.kind).reduce(combine);
  if (kind === 'denied') return undefined;
  if (kind === 'unknown') {
    return { kind: 'unknown', reason: sides.find((side) => side.kind === 'unknown')?.reason ?? '' };
  }
  if (proof.standing.size === 0) return { kind: 'allowed' };
  const { alone } = proof.judge;
  if (alone(query, 'egress').kind === 'allowed' && alone(query, 'ingress').kind === 'allowed')
    return { kind: 'allowed' };
  const policies = uniqueSorted(sides.flatMap(({ by }) => by).filter((name) => proof.standing.has(name)));
  return { kind: 'by-standing', policies: policies.length === 0 ? uniqueSorted(proof.standing) : policies };
}

/** Pods of one workload may fare differently: what some are surely allowed is allowed. */
export function sortOut(found: Iterable<Found>): Beyond {
  const all = [...found];
  const texts = (wanted: Why['kind']) =>
    all.flatMap(({ permission, why }) => (why.kind === wanted ? [permissionText(permission)] : []));
  const allowed = new Set(texts('allowed'));
  const surely = new Set([...allowed, ...texts('by-standing')]);
  const byStanding: (readonly [string, string])[] = [];
  const unknown: (readonly [string, string])[] = [];
  for (const { permission, why } of all) {
    const text = permissionText(permission);
    if (why.kind === 'by-standing' && !allowed.has(text))
      byStanding.push(...why.policies.map((name) => pair(name, text)));
    if (why.kind === 'unknown' && !surely.has(text)) unknown.push([why.reason, text]);
  }
  return { allowed: uniqueSorted(allowed), byStanding: grouped(byStanding), unknown: grouped(unknown) };
}

function pair(name: string, text: string): readonly [string, string] {
  return [name, text];
}

function grouped(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, Set<string>>();
  for (const [key, text] of pairs) groups.set(key, (groups.get(key) ?? new Set()).add(text));
  return new Map(uniqueSorted(groups.keys()).map((key) => [key, uniqueSorted(groups.get(key) ?? [])]));
}

function permissionText({ client, server, port }: Permission): string {
  return `${partyText(client)} -> ${partyText(server)} ${portText(port)}`;
}

function partyText(party: Party): string {
  return party.kind === 'workload' ? party.id : party.address;
}
