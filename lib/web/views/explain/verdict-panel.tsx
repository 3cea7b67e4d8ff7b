// The verdict in one sentence, what each side says, and what was observed.

import { verdictKind } from '../../../report/verdict.ts';
import { counted } from '../../../report/words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Name } from '../../components/name.tsx';
import { Time } from '../../components/time.tsx';
import type { PolicyChoice } from '../../data/explain-address.ts';
import type { ModelConnection } from '../../data/model.ts';
import type { AskedConnection, Explained } from '../../workers/messages.ts';
import { EVIDENCE_WORDS } from '../connections/detail-words.ts';
import { sideSentences, verdictSentence } from './verdict-words.ts';

const ICONS = { allowed: '✓', denied: '✕', unknown: '?' } as const;

export interface VerdictPanelProps {
  readonly connection: AskedConnection;
  readonly explained: Explained;
  readonly choice: PolicyChoice;
  readonly observed: ModelConnection | undefined;
}

export function VerdictPanel({ connection, explained, choice, observed }: VerdictPanelProps) {
  const kind = verdictKind(explained.verdict);
  const sentence = verdictSentence(connection, explained, choice);
  const text = () => [sentence, ...explained.groups.map((group) => group.text)].join('\n\n');
  return (
    <section class={`verdict-panel verdict-panel-${kind}`} aria-labelledby="verdict-sentence">
      <h2 id="verdict-sentence">
        <span class="verdict-icon" aria-hidden="true">
          {ICONS[kind]}
        </span>{' '}
        <Name text={sentence} />
      </h2>
      <ul class="sides">
        {sideSentences(explained).map((line) => (
          <li key={line}>
            <Name text={line} />
          </li>
        ))}
      </ul>
      <Observed observed={observed} />
      <p class="no-print">
        <CopyButton label="Copy as text" text={text} /> <CopyButton label="Copy link" text={() => location.href} />
      </p>
    </section>
  );
}

function Observed({ observed }: { readonly observed: ModelConnection | undefined }) {
  if (observed === undefined) return <p class="quiet">Never observed in the window of this report.</p>;
  const { records, firstSeen, lastSeen, outcome, evidence } = observed.observed;
  return (
    <p class="quiet">
      Observed: {outcome}, {counted(records, 'record')} from <Time text={firstSeen} /> to <Time text={lastSeen} /> UTC;
      who is the client is known because {EVIDENCE_WORDS[evidence]} ({evidence}).
    </p>
  );
}
