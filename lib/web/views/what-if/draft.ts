// The policies that somebody tries out: text that other views can ask about, and that a reload of the page leaves there.
import { signal } from '@preact/signals';
import type { Model } from '../../data/model.ts';
import { askOnce } from '../../workers/ask-worker.ts';
import { keepDraft, keptDraft } from './kept-draft.ts';

export const STARTS = ['current', 'recommended', 'empty', 'files'] as const;
export type Start = (typeof STARTS)[number];

export interface Draft {
  readonly text: string;
  /** What it began with. */
  readonly start: Start;
  readonly isEdited: boolean;
  /** Grows with each text that does not come from the keyboard. */
  readonly loads: number;
  /** Whether a reload of the page finds what was edited. */
  readonly isKept: boolean;
}

export const draft = signal<Draft | undefined>(undefined);

let loads = 0;
let isWriting = false;

/** Replaces the whole text. */
export function loadDraft(model: Model, text: string, start: Start, isEdited = false): void {
  loads += 1;
  isWriting = false;
  draft.value = { text, start, isEdited, loads, isKept: keepDraft(model, isEdited ? { text, start } : undefined) };
}

export function editDraft(model: Model, text: string): void {
  const known = draft.value;
  if (known === undefined || known.text === text) return;
  draft.value = { ...known, text, isEdited: true, isKept: keepDraft(model, { text, start: known.start }) };
}

/** Whether a text is on its way that somebody asked for. */
export function isDraftComing(): boolean {
  return isWriting;
}

/** What was edited before the page was loaded again. */
export function restoreDraft(model: Model): boolean {
  const kept = keptDraft(model);
  const start = STARTS.find((each) => each === kept?.start);
  if (kept === undefined || start === undefined) return false;
  loadDraft(model, kept.text, start, true);
  return true;
}

export interface StartChange {
  /** `namespace/name` of a policy that is left out. */
  readonly without?: string;
  /** Another document, at the end. */
  readonly more?: string;
}

/** The text is written in the worker, as thousands of policies take a while; until then the draft is not there. */
export async function startDraft(model: Model, start: Start, { without, more }: StartChange = {}): Promise<void> {
  loads += 1;
  const asked = loads;
  draft.value = undefined;
  isWriting = true;
  if (start === 'empty' || start === 'files') {
    loadDraft(model, more ?? '', start, more !== undefined);
    return;
  }
  const left = without === undefined ? {} : { without };
  const reply = await askOnce(model.document, { kind: 'yaml', set: start, ...left });
  // Meanwhile another text may have come.
  if (asked !== loads) return;
  const text = reply.kind === 'yaml' ? reply.text : `# ${reply.kind === 'failed' ? reply.reason : 'not written'}\n`;
  loadDraft(model, more === undefined ? text : withDocuments(text, more), start, more !== undefined);
}

/** Another document, at the end. */
export function withDocuments(text: string, more: string): string {
  if (text.trim() === '') return more;
  return `${text.endsWith('\n') ? text : `${text}\n`}---\n${more}`;
}
