// An explanation as lines of text for people.
import type { Certainty } from './certainty.ts';
import { describeEndpoint } from './describe.ts';
import { peerOf, subjectOf } from './evaluate.ts';
import type { DirectionExplanation, Explanation, PartStep, PolicyStep, RuleStep } from './explain.ts';
import type { PolicyQuery } from './model.ts';
import { DEFAULT_TIER } from './tiers.ts';

const MARKS: Readonly<Record<Certainty, string>> = { yes: 'matches', no: 'does not match', unknown: 'may match' };

export function formatExplanation(explanation: Explanation): readonly string[] {
  const { query, verdict, egress, ingress } = explanation;
  const what = query.protocol === 'ICMP' ? query.protocol : `${query.port}/${query.protocol}`;
  return [
    `${describeEndpoint(query.client)} -> ${describeEndpoint(query.server)} ${what}: ${verdict}`,
    ...formatDirection(egress, query),
    ...formatDirection(ingress, query),
  ];
}

function formatDirection(explanation: DirectionExplanation, query: PolicyQuery): readonly string[] {
  const { direction, verdict, policies, unreadable } = explanation;
  const subject = describeEndpoint(subjectOf(query, direction));
  const peer = describeEndpoint(peerOf(query, direction));
  const arrow = direction === 'egress' ? 'to' : 'from';
  return [
    `  ${direction} of ${subject} ${arrow} ${peer}: ${verdict.kind}, ${verdict.reason}`,
    ...unreadable.map((text) => `    ${text} and may select it`),
    ...policies.flatMap(formatPolicy),
  ];
}

function formatPolicy(step: PolicyStep): readonly string[] {
  if (step.selects === 'no') return [`    ${step.policy} does not select it (${step.selector})`];
  const selects = step.selects === 'yes' ? 'selects' : 'may select';
  if (step.idle !== undefined) return [`    ${step.policy} ${selects} it, ${step.idle}`];
  const isolates = step.isolates === 'yes' ? 'isolates' : 'may isolate';
  const tier = step.tier === DEFAULT_TIER.name ? '' : `, tier ${step.tier}`;
  const head = `    ${step.policy} ${step.isolates === 'no' ? selects : isolates} it (${step.selector})${tier}`;
  return step.rules.length === 0 ? [`${head}: no rules`] : [head, ...step.rules.flatMap(formatRule)];
}

function formatRule(step: RuleStep): readonly string[] {
  return [
    `      rule ${step.rule} ${MARKS[step.matches]}${step.action === 'allow' ? '' : `, action ${step.action}`}`,
    ...formatParts(step.peers, 'all peers'),
    ...formatParts(step.ports, 'all ports'),
    ...(step.beyond === undefined ? [] : [`        ${step.beyond}: not settled by addresses and ports`]),
  ];
}

function formatParts(parts: readonly PartStep[], all: string): readonly string[] {
  if (parts.length === 0) return [`        ${all}`];
  return parts.map((part) => `        ${part.text} ${MARKS[part.matches]}`);
}
