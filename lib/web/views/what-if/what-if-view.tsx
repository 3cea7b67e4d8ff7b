// What a draft of policies would block and open of what was observed: edited here, judged in the browser, sent nowhere.
import { useEffect, useMemo } from 'preact/hooks';
import type { Model } from '../../data/model.ts';
import { useUrlState } from '../../state/location.ts';
import { choiceField, flagField } from '../../state/url-fields.ts';
import type { Reply, Simulation } from '../../workers/messages.ts';
import { useReply } from '../../workers/use-reply.ts';
import type { ViewProps } from '../view.ts';
import { Banner } from './banner.tsx';
import { changeRows } from './changes.ts';
import { ConnectionChanges } from './connection-changes.tsx';
import { Diagnostics } from './diagnostics.tsx';
import { type Draft, draft, editDraft, isDraftComing, restoreDraft, STARTS, startDraft } from './draft.ts';
import { DraftEditor } from './editor.tsx';
import type { LineMark } from './editor-state.ts';
import { PermissionPanel } from './permission-changes.tsx';
import { StartControls } from './start-controls.tsx';
import { useDroppedFiles } from './use-dropped-files.ts';
import '../../components/yaml.css';
import './what-if.css';

export const BASES = ['current', 'recommended'] as const;
const FIELDS = { start: choiceField(STARTS), base: choiceField(BASES), all: flagField };

/** Long enough for a word to be typed. */
const TYPING_MILLISECONDS = 250;
const NO_MARKS: readonly LineMark[] = [];

export function WhatIfView({ model }: ViewProps) {
  const { values, set } = useUrlState(FIELDS);
  const shown = useDraft(model, values.start);
  const { dropping, handlers, problem, openFiles } = useDroppedFiles(model, () => set({ start: 'files' }));
  const { base, all } = values;
  const text = shown?.text;
  const ask =
    text === undefined
      ? undefined
      : ({ kind: 'simulate', before: { kind: base }, after: { kind: 'draft', text } } as const);
  const { reply, answered, waiting, progress } = useReply(model.document, ask, TYPING_MILLISECONDS);
  const simulation = simulationOf(reply);
  const marks = useMemo(() => lineMarks(simulation), [simulation]);
  // Until the next is there the last answer is shown: with the policies that it was compared with.
  const answeredBase = answered?.kind === 'simulate' ? answered.before.kind : base;
  const rows = useMemo(() => (simulation === undefined ? [] : changeRows(model, simulation)), [model, simulation]);
  return (
    <div class={dropping ? 'simulation dropping' : 'simulation'} {...handlers}>
      <Banner
        reply={reply}
        rows={rows}
        base={answeredBase}
        waiting={waiting || shown === undefined}
        progress={progress}
      />
      <div class="what-if-columns">
        <section class="what-if-editor" aria-label="Draft of policies">
          <StartControls
            model={model}
            draft={shown}
            start={shown?.start ?? values.start}
            base={base}
            onStart={(start) => {
              void startDraft(model, start);
              set({ start });
            }}
            onFiles={openFiles}
            onBase={(next) => set({ base: next })}
          />
          {problem === undefined ? null : <p role="alert">{problem}</p>}
          {shown === undefined ? (
            <p class="quiet">Writing the policies …</p>
          ) : (
            <DraftEditor
              text={shown.text}
              loads={shown.loads}
              marks={marks}
              onChange={(next) => editDraft(model, next)}
            />
          )}
          {simulation === undefined ? null : <Diagnostics simulation={simulation} />}
        </section>
        <div class="what-if-results changes">
          {shown === undefined || simulation?.isReadable !== true ? null : (
            <>
              <ConnectionChanges rows={rows} all={all} onAll={(next) => set({ all: next })} />
              <PermissionPanel model={model} text={shown.text} base={base} />
            </>
          )}
        </div>
      </div>
    </div>
  );
}

/** Keeps what was edited; else what the address says to start with. */
function useDraft(model: Model, start: Draft['start']): Draft | undefined {
  const known = draft.value;
  const fits = known !== undefined && (known.isEdited || known.start === start || start === 'files');
  useEffect(() => {
    // Since this was drawn a file may have been dropped: what is done about that is done when it is drawn.
    if (fits || isDraftComing() || draft.peek() !== known) return;
    if (known !== undefined || !restoreDraft(model)) void startDraft(model, start);
  }, [model, known === undefined, start]);
  return fits ? known : undefined;
}

function simulationOf(reply: Reply | undefined): Simulation | undefined {
  return reply?.kind === 'simulation' ? reply.simulation : undefined;
}

function lineMarks(simulation: Simulation | undefined): readonly LineMark[] {
  if (simulation === undefined) return NO_MARKS;
  return simulation.diagnostics.map(({ level, message, mend, place }) => ({
    line: place.line ?? 1,
    level,
    message: `${message}; ${mend}`,
  }));
}
