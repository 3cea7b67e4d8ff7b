// What a simulation says, as rows and counts: which observed connections fare differently, gravest first.

import { VERDICT_CLASSES, type VerdictClass } from '../../../report/verdict-class.ts';
import { counted } from '../../../report/words.ts';
import type { Model, ModelConnection } from '../../data/model.ts';
import type { ChangedPermission, Simulation } from '../../workers/messages.ts';

export interface ChangeRow {
  readonly connection: ModelConnection;
  readonly before: VerdictClass;
  readonly after: VerdictClass;
  readonly isChanged: boolean;
}

/** Changed ones first, by what they become, gravest first; then in the order of the report. */
export function changeRows(model: Model, simulation: Simulation): readonly ChangeRow[] {
  const rows = model.connections.flatMap((connection, index): readonly ChangeRow[] => {
    const judged = simulation.connections[index];
    if (judged === undefined) return [];
    const { before, after } = judged;
    return [{ connection, before, after, isChanged: before !== after }];
  });
  const changed = VERDICT_CLASSES.flatMap((verdict) =>
    rows.filter(({ isChanged, after }) => isChanged && after === verdict),
  );
  return [...changed, ...rows.filter(({ isChanged }) => !isChanged)];
}

export type ChangeCounts = Readonly<Record<VerdictClass, number>>;

/** Of the changed ones, by what they become. */
export function changeCounts(rows: readonly ChangeRow[]): ChangeCounts {
  const become = (verdict: VerdictClass) =>
    rows.filter(({ isChanged, after }) => isChanged && after === verdict).length;
  return {
    blocked: become('blocked'),
    unknown: become('unknown'),
    allowed: become('allowed'),
    attempt: become('attempt'),
  };
}

function verb(count: number): string {
  return count === 1 ? 'becomes' : 'become';
}

/** `2 observed connections change: 1 would be blocked, 1 allowed.` */
export function changeSentence({ blocked, unknown, allowed }: ChangeCounts, base: string): string {
  const total = blocked + unknown + allowed;
  if (total === 0) return `No observed connection fares differently than under the ${base} policies.`;
  const parts = [
    ...(blocked > 0 ? [`${blocked} would be blocked`] : []),
    ...(unknown > 0 ? [`${unknown} ${verb(unknown)} unknown`] : []),
    ...(allowed > 0 ? [`${allowed} ${verb(allowed)} allowed`] : []),
  ];
  return `${counted(total, 'observed connection')} ${total === 1 ? 'changes' : 'change'} against the ${base} policies: ${parts.join(', ')}.`;
}

/** What opens is the graver news, then what nobody can say; within each in the order of the answer. */
export function openedFirst(changed: readonly ChangedPermission[]): readonly ChangedPermission[] {
  return (['allowed', 'unknown', 'denied'] as const).flatMap((kind) => changed.filter(({ after }) => after === kind));
}
