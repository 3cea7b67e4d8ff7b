// A verdict in a line of text: icon, word and colour.
import type { VerdictClass } from '../../report/verdict-class.ts';
import { VERDICT_STYLES } from './verdict-style.ts';

export function VerdictBadge({ verdict }: { readonly verdict: VerdictClass }) {
  const { word, meaning, icon } = VERDICT_STYLES[verdict];
  return (
    <span class={`badge verdict-${verdict}`} title={meaning}>
      <span aria-hidden="true">{icon}</span> {word}
    </span>
  );
}
