// The policies that somebody tries out: text that lives as long as the page, so that other views can ask about it.
import { signal } from '@preact/signals';
import type { Model } from '../../data/model.ts';
import { policiesYaml } from '../../data/policy-yaml.ts';

export const STARTS = ['current', 'recommended', 'empty', 'files'] as const;
export type Start = (typeof STARTS)[number];

export interface Draft {
  readonly text: string;
  /** What it began with. */
  readonly start: Start;
  readonly isEdited: boolean;
  /** Grows with each text that does not come from the keyboard. */
  readonly loads: number;
}

export const draft = signal<Draft | undefined>(undefined);

/** Replaces the whole text. */
export function loadDraft(text: string, start: Start, isEdited = false): void {
  draft.value = { text, start, isEdited, loads: (draft.value?.loads ?? 0) + 1 };
}

export function editDraft(text: string): void {
  if (draft.value !== undefined && draft.value.text !== text) draft.value = { ...draft.value, text, isEdited: true };
}

export function startText(model: Model, start: Start): string {
  switch (start) {
    case 'current':
      return policiesYaml(model.document.policies.current);
    case 'recommended':
      return policiesYaml(model.document.policies.recommended);
    case 'empty':
    case 'files':
      return '';
  }
}

/** Another document, at the end. */
export function withDocuments(text: string, more: string): string {
  if (text.trim() === '') return more;
  return `${text.endsWith('\n') ? text : `${text}\n`}---\n${more}`;
}
