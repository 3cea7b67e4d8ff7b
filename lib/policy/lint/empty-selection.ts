// Selectors that select nothing: subjects, peers, and namespaces that carry no such label.

import type { CompiledPods } from '../compiled.ts';
import { describePods } from '../describe.ts';
import { formatSelector } from '../format-selector.ts';
import { matchNamespace } from '../pod-match.ts';
import type { Selector } from '../selector.ts';
import type { Found } from './finding.ts';
import { type LintCheck, ofEachPolicy } from './lint-check.ts';
import type { LintContext } from './lint-context.ts';
import { podPeersOf, writtenRules } from './rule-sites.ts';

export const SELECTS_NOTHING: LintCheck = {
  code: 'lint-selects-nothing',
  means: 'a policy selects no pod of the newest snapshot',
  why: 'it protects nobody: a slip in the selector, or the pods are gone',
  mend: 'compare the selector with the labels of the pods that are meant',
  find: ofEachPolicy(({ subjects }, context) => {
    if (!selectsNothing(subjects, context)) return [];
    const message = `selects no pod: ${describePods(subjects)}`;
    return [{ severity: 'low', message, mend: 'compare the selector with the labels of the pods that are meant' }];
  }),
};

export const PEER_SELECTS_NOTHING: LintCheck = {
  code: 'lint-peer-selects-nothing',
  means: 'a peer selects no pod of the newest snapshot',
  why: 'the rule lets nobody in or out: a slip in the selector, or the pods are gone',
  mend: 'compare the selector with the labels of the pods that are meant; a podSelector alone sees its own namespace only',
  find: ofEachPeer((peer, context) => {
    if (!selectsNothing(peer, context) || hasNoNamespace(peer, context)) return [];
    const mend =
      peer.namespaces.kind === 'own'
        ? 'compare the selector with the labels of the pods; for pods of another namespace add a namespaceSelector to the same peer'
        : 'compare the selector with the labels of the pods that are meant';
    return [{ severity: 'low', message: `a peer selects no pod: ${describePods(peer)}`, mend }];
  }),
};

export const NO_SUCH_NAMESPACE: LintCheck = {
  code: 'lint-no-such-namespace',
  means: 'a namespaceSelector matches no namespace',
  why: 'namespaces have no label but kubernetes.io/metadata.name unless someone sets it',
  mend: 'select by kubernetes.io/metadata.name, or label the namespace',
  find: ofEachPeer((peer, context) => {
    if (peer.namespaces.kind !== 'selected' || !hasNoNamespace(peer, context)) return [];
    const { selector } = peer.namespaces;
    const meant = namespaceMeant(selector, context);
    const mend =
      meant === undefined
        ? 'select by kubernetes.io/metadata.name, or label the namespace that is meant'
        : `write kubernetes.io/metadata.name: ${meant}, which every namespace carries, or label the namespace`;
    return [{ severity: 'medium', message: `no namespace has ${formatSelector(selector)}`, mend }];
  }),
};

function ofEachPeer(
  find: (peer: CompiledPods, context: LintContext) => readonly Omit<Found, 'subject'>[],
): LintCheck['find'] {
  return ofEachPolicy((policy, context) =>
    writtenRules(policy).flatMap(({ rule }) =>
      podPeersOf(rule).flatMap((peer) => find(peer, context).map((found) => ({ at: rule.path, ...found }))),
    ),
  );
}

/** An empty selector has no slip in it: nothing runs there for the moment. */
function selectsNothing(wanted: CompiledPods, context: LintContext): boolean {
  if (wanted.pods.length === 0) return false;
  const { sure, mayBeMore } = context.select(wanted);
  return sure.length === 0 && !mayBeMore;
}

/** Of the namespaces that are listed; where none is, nothing is known. */
function hasNoNamespace({ namespaces }: CompiledPods, { policies }: LintContext): boolean {
  if (namespaces.kind !== 'selected' || policies.namespaces.size === 0) return false;
  return [...policies.namespaces.keys()].every(
    (name) => matchNamespace(namespaces, name, policies.namespaces) === 'no',
  );
}

/** `name: monitoring` where there is a namespace of that name. */
function namespaceMeant(selector: Selector, { policies }: LintContext): string | undefined {
  return selector
    .flatMap((part) => (part.kind === 'label' && part.operator === 'In' ? [...part.values] : []))
    .find((value) => policies.namespaces.has(value));
}
