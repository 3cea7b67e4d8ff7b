// What is allowed and unused, for a view that asks for it: worked out beside the page, which stays free.
import { useMemo } from 'preact/hooks';
import type { PolicySet } from '../../report/map/map-links.ts';
import type { PermissionQuestion } from '../../report/permissions.ts';
import { useReply } from '../workers/use-reply.ts';
import type { Model } from './model.ts';

/** `whole`: every question was asked, and not only as many as a page can. */
export type Unused =
  | { readonly kind: 'idle' }
  | { readonly kind: 'working' }
  | { readonly kind: 'found'; readonly questions: readonly PermissionQuestion[]; readonly whole: boolean }
  | { readonly kind: 'unusable'; readonly reason: string };

/** Idle unless `wanted`. */
export function useUnused({ document }: Model, policySet: PolicySet, wanted: boolean): Unused {
  const { reply, waiting } = useReply(document, wanted ? { kind: 'unused', policies: { kind: policySet } } : undefined);
  return useMemo(() => {
    if (!wanted) return { kind: 'idle' };
    if (waiting || reply === undefined) return { kind: 'working' };
    if (reply.kind === 'unused') return { kind: 'found', questions: reply.found.unused, whole: reply.found.whole };
    return { kind: 'unusable', reason: reply.kind === 'failed' ? reply.reason : 'the evaluator did not answer' };
  }, [wanted, waiting, reply]);
}
