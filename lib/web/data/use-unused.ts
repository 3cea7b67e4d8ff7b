// What is allowed and unused, for a view that asks for it: worked out beside the page, which stays free.
import { useMemo } from 'preact/hooks';
import type { PolicySet } from '../../report/map/map-links.ts';
import type { PermissionQuestion } from '../../report/permissions.ts';
import type { Progress, UnusedPermissions } from '../workers/messages.ts';
import { useReply } from '../workers/use-reply.ts';
import type { Model } from './model.ts';

export type Unused =
  | { readonly kind: 'idle' }
  /** `progress` once it is known. */
  | { readonly kind: 'working'; readonly progress: Progress | undefined }
  | { readonly kind: 'found'; readonly questions: readonly PermissionQuestion[]; readonly found: UnusedPermissions }
  | { readonly kind: 'unusable'; readonly reason: string };

/** Idle unless `wanted`. */
export function useUnused({ document }: Model, policySet: PolicySet, wanted: boolean): Unused {
  const { reply, waiting, progress } = useReply(
    document,
    wanted ? { kind: 'unused', policies: { kind: policySet } } : undefined,
  );
  return useMemo(() => {
    if (!wanted) return { kind: 'idle' };
    if (waiting || reply === undefined) return { kind: 'working', progress };
    if (reply.kind === 'unused') {
      return { kind: 'found', questions: reply.found.unused, found: reply.found };
    }
    return { kind: 'unusable', reason: reply.kind === 'failed' ? reply.reason : 'the evaluator did not answer' };
  }, [wanted, waiting, reply, progress]);
}
