// What the page shows now: the address of the browser as a signal, links to other views, and typed parameters of a view.
import { signal } from '@preact/signals';
import { formatAddress, type PageAddress, parseAddress, type ViewName } from './page-address.ts';
import { formatFields, parseFields, type UrlFields } from './url-fields.ts';

/** Kept while going from view to view. */
const GLOBAL_PARAMETERS = ['theme'] as const;

const current = signal<PageAddress>(parseAddress(location.hash));
let hasMoved = false;
addEventListener('hashchange', () => {
  hasMoved = true;
  current.value = parseAddress(location.hash);
});

/** Read in a component, it is drawn again when the address changes. */
export function currentAddress(): PageAddress {
  return current.value;
}

/** Whether the page shows another address than the one it was opened with: by a link of it, or Back. */
export function hasGoneOn(): boolean {
  return hasMoved;
}

/** For `href`, or to go there, `location.hash`: a view with only the named parameters, and those that hold for all views. */
export function viewHref(view: ViewName, parameters: Readonly<Record<string, string>> = {}): string {
  const kept = GLOBAL_PARAMETERS.flatMap((name): [string, string][] => {
    const value = current.value.parameters.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return formatAddress({ view, parameters: new Map([...Object.entries(parameters), ...kept]) });
}

export interface GoOptions {
  /** Replaces the entry of the history: for typing and toggling, where Back should leave the view. */
  readonly replace?: boolean;
}

function show(hash: string, { replace = false }: GoOptions): void {
  if (hash === location.hash) return;
  if (replace) history.replaceState(null, '', hash);
  else history.pushState(null, '', hash);
  current.value = parseAddress(hash);
}

/** Sets parameters of the view that is shown; the empty text takes one away. */
export function setParameters(changes: Readonly<Record<string, string>>, options: GoOptions = {}): void {
  const { view, parameters } = current.value;
  show(formatAddress({ view, parameters: new Map([...parameters, ...Object.entries(changes)]) }), options);
}

export interface UrlState<T> {
  readonly values: T;
  readonly set: (changes: Partial<T>, options?: GoOptions) => void;
}

/** The parameters of a view as typed values; `fields` is a constant of the view. Call it while drawing a component. */
export function useUrlState<T extends object>(fields: UrlFields<T>): UrlState<T> {
  return {
    values: parseFields(fields, current.value.parameters),
    set: (changes, options = { replace: true }) => setParameters(formatFields(fields, changes), options),
  };
}
