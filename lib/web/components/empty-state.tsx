// Nothing to show, and why: nothing is there, or the filter hides all of it.
import { counted } from '../../report/words.ts';

export interface EmptyStateProps {
  /** How many there are without the filter. */
  readonly total: number;
  /** One of them: `connection`. */
  readonly noun: string;
  readonly plural?: string;
  /** Why there can be none, or what to do, as a sentence; shown where `total` is 0. */
  readonly reason?: string;
  readonly onClear?: () => void;
}

export function EmptyState({ total, noun, plural = `${noun}s`, reason, onClear }: EmptyStateProps) {
  if (total === 0) {
    return (
      <p class="empty" role="status">
        This report has no {plural}. {reason}
      </p>
    );
  }
  return (
    <p class="empty" role="status">
      The filter hides {total === 1 ? `the only ${noun}` : `all ${counted(total, noun, plural)}`}.{' '}
      {onClear === undefined ? null : (
        <button type="button" onClick={onClear}>
          Clear the filter
        </button>
      )}
    </p>
  );
}
