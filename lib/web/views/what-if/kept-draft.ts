// Keeps an edited draft for as long as its tab is open, where the browser lets the page: in its session storage, sent nowhere.
import type { Model } from '../../data/model.ts';

export interface KeptDraft {
  readonly text: string;
  readonly start: string;
}

/** Undefined forgets it. False where the browser refuses, as for a file or a text of megabytes it may. */
export function keepDraft(model: Model, kept: KeptDraft | undefined): boolean {
  try {
    if (kept === undefined) sessionStorage.removeItem(keyOf(model));
    else sessionStorage.setItem(keyOf(model), JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

export function keptDraft(model: Model): KeptDraft | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(model)) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return undefined;
    const [text, start]: readonly unknown[] = [Reflect.get(kept, 'text'), Reflect.get(kept, 'start')];
    return typeof text === 'string' && typeof start === 'string' ? { text, start } : undefined;
  } catch {
    return undefined;
  }
}

/** A served page has one origin for all reports. */
function keyOf({ document: { cluster, window, connections, policies } }: Model): string {
  return JSON.stringify(['flowfence draft', cluster, window, connections.length, policies.current.length]);
}
