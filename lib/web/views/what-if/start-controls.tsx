// What the draft starts from, what it is compared with, and how it is taken away.
import { useRef } from 'preact/hooks';
import { counted, grouped } from '../../../report/words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { DownloadButton } from '../../components/download-button.tsx';
import type { Model } from '../../data/model.ts';
import type { Draft, Start } from './draft.ts';

export type Base = 'current' | 'recommended';

export interface StartControlsProps {
  readonly model: Model;
  /** Undefined while it is written. */
  readonly draft: Draft | undefined;
  readonly start: Start;
  readonly base: Base;
  readonly onStart: (start: Start) => void;
  readonly onFiles: (files: FileList | null) => void;
  readonly onBase: (base: Base) => void;
}

export function StartControls({ model, draft, start: begun, base, onStart, onFiles, onBase }: StartControlsProps) {
  const chooser = useRef<HTMLInputElement>(null);
  const starts: readonly (readonly [start: Start, title: string])[] = [
    ['current', counted(model.currentPolicies.length, 'current policy', 'current policies')],
    ['recommended', `${grouped(model.recommendedPolicies.length)} recommended`],
    ['empty', 'nothing'],
  ];
  return (
    <div class="start-controls no-print">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset draws a frame and its legend does not flow with the buttons. */}
      <div role="group" aria-label="Start from" class="choices">
        <span class="quiet">start from</span>
        {starts.map(([start, title]) => (
          <button key={start} type="button" aria-pressed={begun === start} onClick={() => onStart(start)}>
            {title}
          </button>
        ))}
        <button type="button" aria-pressed={begun === 'files'} onClick={() => chooser.current?.click()}>
          files …
        </button>
        <input
          ref={chooser}
          class="hidden-visually"
          type="file"
          multiple
          accept=".yaml,.yml,.json"
          tabIndex={-1}
          aria-label="Files of policies"
          onChange={(event) => {
            onFiles(event.currentTarget.files);
            event.currentTarget.value = '';
          }}
        />
      </div>
      <label>
        <span class="quiet">compare with</span>{' '}
        <select
          value={base}
          onChange={(event) => onBase(event.currentTarget.value === 'recommended' ? 'recommended' : 'current')}
        >
          <option value="current">current policies</option>
          <option value="recommended">recommended policies</option>
        </select>
      </label>
      {/* An empty file in place of a draft that is still written would pass for one without policies. */}
      <CopyButton label="Copy" text={() => draft?.text ?? ''} disabled={draft === undefined} />
      <DownloadButton
        label="Save"
        fileName="draft.yaml"
        mediaType="application/yaml"
        text={() => draft?.text ?? ''}
        disabled={draft === undefined}
      />
      <p class="quiet hint">
        Or drop files here. {draft?.isEdited === true ? EDITED[draft.isKept ? 'kept' : 'lost'] : ''}
      </p>
    </div>
  );
}

const EDITED = {
  kept: 'Edited: kept in this tab until it is closed, and sent nowhere.',
  lost: 'Edited: lives in this tab only, until it is reloaded.',
} as const;
