// What is not surely denied and nobody used, counted: which of it the recommendation itself allows, and which others do.
import { compareText, uniqueSorted } from '../base/order.ts';
import { combine } from '../policy/evaluate.ts';
import type { DirectionVerdict, PolicyQuery } from '../policy/model.ts';
import type { Party, Permission } from './permissions.ts';
import { portText } from './ports.ts';
import type { Proof } from './proof.ts';

/** How many of a list are shown; all are counted. */
export const LISTED = 100;

/** Texts like `shop/Deployment/web -> shop/Deployment/db TCP/5432`: how many there are, and the first of them, sorted. */
export interface Listed {
  readonly count: number;
  readonly first: readonly string[];
}

/** No text is in two of the three. */
export interface Beyond {
  readonly allowed: Listed;
  /** Those that only policies of other APIs allow, by the policy; by its name. */
  readonly byStanding: ReadonlyMap<string, Listed>;
  /** Not surely denied: the dataplane's documents leave it open; by the reason. */
  readonly unknown: ReadonlyMap<string, Listed>;
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

/**
 * `batches`: permissions of one text are in one batch, so that no more than a batch has to be remembered where a dataplane
 * leaves everything open. Pods of one workload may fare differently: what some are surely allowed is allowed.
 */
export function sortOut(batches: Iterable<Iterable<Found>>): Beyond {
  const allowed = makeList();
  const byStanding = new Map<string, List>();
  const unknown = new Map<string, List>();
  for (const batch of batches) {
    for (const [text, whys] of byText(batch)) {
      if (whys.some(({ kind }) => kind === 'allowed')) {
        allowed.add(text);
        continue;
      }
      const policies = new Set(whys.flatMap((why) => (why.kind === 'by-standing' ? why.policies : [])));
      for (const policy of policies) listOf(byStanding, policy).add(text);
      if (policies.size > 0) continue;
      const reasons = new Set(whys.flatMap((why) => (why.kind === 'unknown' ? [why.reason] : [])));
      for (const reason of reasons) listOf(unknown, reason).add(text);
    }
  }
  return { allowed: allowed.listed(), byStanding: sortedLists(byStanding), unknown: sortedLists(unknown) };
}

function byText(batch: Iterable<Found>): ReadonlyMap<string, readonly Why[]> {
  const texts = new Map<string, Why[]>();
  for (const { permission, why } of batch) {
    const text = permissionText(permission);
    const known = texts.get(text);
    if (known === undefined) texts.set(text, [why]);
    else known.push(why);
  }
  return texts;
}

function permissionText({ client, server, port }: Permission): string {
  return `${partyText(client)} -> ${partyText(server)} ${portText(port)}`;
}

function partyText(party: Party): string {
  return party.kind === 'workload' ? party.id : party.address;
}

interface List {
  readonly add: (text: string) => void;
  readonly listed: () => Listed;
}

function listOf(lists: Map<string, List>, key: string): List {
  const list = lists.get(key) ?? makeList();
  lists.set(key, list);
  return list;
}

function sortedLists(lists: ReadonlyMap<string, List>): ReadonlyMap<string, Listed> {
  const sorted = [...lists].sort(([left], [right]) => compareText(left, right));
  return new Map(sorted.map(([key, list]) => [key, list.listed()]));
}

function makeList(): List {
  let count = 0;
  let first: string[] = [];
  const shorten = (): void => {
    first = first.sort(compareText).slice(0, LISTED);
  };
  return {
    add: (text) => {
      count += 1;
      first.push(text);
      if (first.length >= 20 * LISTED) shorten();
    },
    listed: () => {
      shorten();
      return { count, first };
    },
  };
}
