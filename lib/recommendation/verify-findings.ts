// What the proof could not show, and what it found that nobody asked for.
import { uniqueSorted } from '../base/order.ts';
import { type Beyond, LISTED } from './beyond-found.ts';
import type { Finding, RecommendationVerification } from './recommendation.ts';
import type { NotAllowed } from './verify-observed.ts';
import type { Worth } from './verify-worth.ts';

const SUBJECT = 'recommendation';

export interface ProofOutcome {
  readonly notAllowed: NotAllowed;
  readonly worth: Worth;
  readonly beyond: Beyond;
  readonly verification: RecommendationVerification;
  readonly dataplane: string;
}

export function proofFindings(outcome: ProofOutcome): readonly Finding[] {
  return [
    ...blockedFindings(outcome.notAllowed),
    ...standingDenials(outcome.notAllowed),
    ...unneededFindings(outcome.worth),
    ...beyondFindings(outcome.beyond),
    ...standingPermissions(outcome.beyond),
    ...openFindings(outcome),
  ];
}

function blockedFindings({ blocked }: NotAllowed): readonly Finding[] {
  if (blocked.length === 0) return [];
  const message = `${blocked.length} kept connections are not allowed for all pods: do not apply before they are settled`;
  const connections = blocked.map(({ key }) => key);
  return [{ kind: 'kept-not-allowed', severity: 'high', subject: SUBJECT, message, evidence: { connections } }];
}

/** By the name of the policy. */
function standingDenials({ blockedByStanding }: NotAllowed): readonly Finding[] {
  const names = uniqueSorted(blockedByStanding.flatMap(({ policies }) => policies));
  return names.map((name) => {
    const connections = blockedByStanding.filter(({ policies }) => policies.includes(name)).map(({ kept }) => kept.key);
    const message = `it stays in force and denies ${connections.length} observed connections that the recommendation keeps: change it, or give the connections up`;
    return { kind: 'standing-policy-denies', severity: 'high', subject: name, message, evidence: { connections } };
  });
}

function unneededFindings({ unneeded }: Worth): readonly Finding[] {
  if (unneeded.length === 0) return [];
  const message = `${unneeded.length} entries of rules could be removed without blocking a kept connection`;
  const entries = unneeded.map((atom) => `${atom.policy} ${atom.direction} ${atom.peer}`);
  return [{ kind: 'rule-not-needed', severity: 'low', subject: SUBJECT, message, evidence: { entries } }];
}

function beyondFindings({ allowed }: Beyond): readonly Finding[] {
  const { count, first } = allowed;
  if (count === 0) return [];
  const message = `${count} permissions beyond the observed connections and DNS`;
  const evidence = { count, first };
  return [{ kind: 'allowed-beyond-observed', severity: 'medium', subject: SUBJECT, message, evidence }];
}

function standingPermissions({ byStanding }: Beyond): readonly Finding[] {
  return [...byStanding].map(([name, { count, first }]) => {
    const message = `it stays in force and allows ${count} permissions that nobody used and the recommendation does not give`;
    const evidence = { count, first };
    return { kind: 'standing-policy-allows', severity: 'medium', subject: name, message, evidence };
  });
}

/** What the dataplane's documents leave open is no proof in either way. */
function openFindings({ notAllowed, worth, beyond, verification, dataplane }: ProofOutcome): readonly Finding[] {
  const { kept, keptAllowed, beyondUnknown = 0 } = verification;
  const unknown = notAllowed.unknown.length;
  if (unknown === 0 && worth.unknown.length === 0 && beyondUnknown === 0) return [];
  const parts = [`provable on ${dataplane}: ${keptAllowed} of ${kept} kept connections are allowed`];
  if (worth.unknown.length > 0) parts.push(`of ${worth.unknown.length} entries nobody can say whether they are needed`);
  if (beyondUnknown > 0)
    parts.push(`of ${beyondUnknown} permissions that nobody used, nobody can say that they are denied`);
  const evidence = {
    reasons: uniqueSorted([...notAllowed.unknown.map(({ reason }) => reason), ...beyond.unknown.keys()]).slice(
      0,
      LISTED,
    ),
    connections: notAllowed.unknown.slice(0, LISTED).map(({ kept: one }) => one.key),
    beyond: [...beyond.unknown.values()].flatMap(({ first }) => first).slice(0, LISTED),
  };
  const severity = unknown > 0 ? 'high' : 'medium';
  return [{ kind: 'not-provable', severity, subject: SUBJECT, message: parts.join('; '), evidence }];
}
