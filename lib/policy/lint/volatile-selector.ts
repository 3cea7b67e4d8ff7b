// Selectors that rest on labels which change from rollout to rollout or from pod to pod.
import { uniqueSorted } from '../../base/order.ts';
import type { CompiledPods } from '../compiled.ts';
import type { Selector } from '../selector.ts';
import { isVolatileLabel } from '../volatile-labels.ts';
import type { Found } from './finding.ts';
import { type LintCheck, ofEachPolicy } from './lint-check.ts';
import { podPeersOf, writtenRules } from './rule-sites.ts';

const MEND = 'select by a label that stays with the workload (app, app.kubernetes.io/name)';

export const VOLATILE_SELECTOR: LintCheck = {
  code: 'lint-volatile-selector',
  means: 'a selector names a label that changes from rollout to rollout or from pod to pod',
  why: 'after the next rollout it selects nothing, or other pods',
  mend: MEND,
  find: ofEachPolicy((policy) => [
    ...volatileIn(policy.subjects),
    ...writtenRules(policy).flatMap(({ rule }) =>
      podPeersOf(rule).flatMap((peer) => volatileIn(peer).map((found) => ({ at: rule.path, ...found }))),
    ),
  ]),
};

function volatileIn({ pods }: CompiledPods): readonly Omit<Found, 'subject'>[] {
  const keys = uniqueSorted(keysOf(pods).filter(isVolatileLabel));
  if (keys.length === 0) return [];
  const message = `selects by ${keys.join(', ')}, which does not stay the same`;
  return [{ severity: 'medium', message, mend: MEND, evidence: { keys } }];
}

function keysOf(selector: Selector): readonly string[] {
  return selector.flatMap((part) => (part.kind === 'label' ? [part.key] : part.alternatives.flatMap(keysOf)));
}
