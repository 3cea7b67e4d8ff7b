// The sign of a verdict in the first cell of a row, where the column of verdicts is out of sight.
import type { VerdictClass } from '../../report/verdict-class.ts';
import { VERDICT_STYLES } from './verdict-style.ts';

/** Drawn by its style sheet only: the text of the cell stays that of the row. */
export function NarrowVerdict({ verdict }: { readonly verdict: VerdictClass }) {
  return (
    <span class={`narrow-verdict verdict-${verdict}`} data-sign={VERDICT_STYLES[verdict].icon} aria-hidden="true" />
  );
}
