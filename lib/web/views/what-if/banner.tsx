// Says that this is a simulation, and in one sentence what it changes.

import { VERDICT_CLASSES } from '../../../report/verdict-class.ts';
import { grouped } from '../../../report/words.ts';
import { VerdictBadge } from '../../components/verdict-badge.tsx';
import { VERDICT_STYLES } from '../../components/verdict-style.ts';
import type { Progress, Reply } from '../../workers/messages.ts';
import { progressText } from '../../workers/progress-text.ts';
import { type ChangeRow, changeCounts, changeSentence } from './changes.ts';

export interface BannerProps {
  readonly reply: Reply | undefined;
  readonly rows: readonly ChangeRow[];
  readonly base: string;
  readonly waiting: boolean;
  readonly progress: Progress | undefined;
}

export function Banner({ reply, rows, base, waiting, progress }: BannerProps) {
  return (
    <div class="simulation-banner">
      <strong class="simulation-word">Simulation</strong>
      <p role="status" aria-busy={waiting}>
        {sentenceOf(reply, rows, base)}
        {waiting && reply !== undefined ? ' Judging …' : ''}
      </p>
      {progress === undefined ? null : <p class="quiet">{progressText(progress)}</p>}
      <Totals rows={rows} />
    </div>
  );
}

function sentenceOf(reply: Reply | undefined, rows: readonly ChangeRow[], base: string): string {
  if (reply === undefined) return 'Judging the observed connections …';
  if (reply.kind === 'failed') return `Nothing can be simulated: ${reply.reason}.`;
  if (reply.kind !== 'simulation') return '';
  if (!reply.simulation.isReadable) {
    return 'A document cannot be read, so that nobody can say what it would do: no verdicts until it is mended.';
  }
  const { differFromReport } = reply.simulation;
  const differ =
    differFromReport === 0
      ? ''
      : ` ${grouped(differFromReport)} verdicts under the ${base} policies are not those of the report: the report keeps less of the cluster than the analysis saw.`;
  return `${changeSentence(changeCounts(rows), base)}${differ}`;
}

/** How all observed connections fare under the draft. */
function Totals({ rows }: { readonly rows: readonly ChangeRow[] }) {
  if (rows.length === 0) return null;
  return (
    <ul class="totals" aria-label="Observed connections under the draft">
      {VERDICT_CLASSES.map((verdict) => {
        const count = rows.filter(({ after }) => after === verdict).length;
        return count === 0 ? null : (
          <li key={verdict} title={VERDICT_STYLES[verdict].meaning}>
            {grouped(count)} <VerdictBadge verdict={verdict} />
          </li>
        );
      })}
    </ul>
  );
}
