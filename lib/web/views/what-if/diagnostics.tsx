// What is wrong with the text of the draft, line by line, and what of it no verdict knows of.
import type { Diagnostic } from '../../../base/diagnostic.ts';
import { counted } from '../../../report/words.ts';
import { Name } from '../../components/name.tsx';
import type { Simulation } from '../../workers/messages.ts';

const MOST_SHOWN = 50;

export function Diagnostics({ simulation }: { readonly simulation: Simulation }) {
  const { diagnostics, passedOver, policies } = simulation;
  return (
    <div class="diagnostics">
      <p class="quiet">
        {counted(policies, 'policy', 'policies')} read
        {diagnostics.length === 0 ? '' : `, ${counted(diagnostics.length, 'remark')}`}.
      </p>
      {diagnostics.length === 0 ? null : (
        <ul aria-label="Remarks on the draft">
          {diagnostics.slice(0, MOST_SHOWN).map((diagnostic, index) => (
            <Remark key={index} diagnostic={diagnostic} />
          ))}
          {diagnostics.length > MOST_SHOWN ? <li>… and {diagnostics.length - MOST_SHOWN} more</li> : null}
        </ul>
      )}
      {passedOver.length === 0 ? null : (
        <p>
          Passed over, as they are no policies:{' '}
          {passedOver.slice(0, MOST_SHOWN).map(({ kind, line }, index) => (
            <span key={index}>
              {index === 0 ? '' : ', '}
              <Name text={kind} />
              {line === undefined ? '' : ` (line ${line})`}
            </span>
          ))}
          {passedOver.length > MOST_SHOWN ? ` and ${passedOver.length - MOST_SHOWN} more` : ''}.
        </p>
      )}
    </div>
  );
}

function Remark({ diagnostic: { level, message, mend, place, code } }: { readonly diagnostic: Diagnostic }) {
  return (
    <li class={`remark remark-${level}`}>
      <strong>
        {level}
        {place.line === undefined ? '' : `, line ${place.line}`}:
      </strong>{' '}
      <Name text={message} />; <Name text={mend} /> <code>{code}</code>
    </li>
  );
}
