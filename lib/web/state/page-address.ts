// The address of what the page shows, in the part of the URL after `#`: which view, and its parameters as text.

/** In the order of the navigation. */
export const VIEW_NAMES = ['overview', 'map', 'matrix', 'connections', 'policies', 'what-if', 'explain'] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

/** Parameters in the order in which they are written. */
export interface PageAddress {
  readonly view: ViewName;
  readonly parameters: ReadonlyMap<string, string>;
}

/** An address comes from whoever sent the link: what is longer is left out. */
const MAX_HASH_LENGTH = 16_000;
const MAX_PARAMETERS = 40;
const PARAMETER_NAME = /^[a-z][a-z0-9-]{0,30}$/;

/** `#/connections?verdict=blocked&q=web`; what is no address is the overview. The first of equal names counts. */
export function parseAddress(hash: string): PageAddress {
  const text = hash.startsWith('#') ? hash.slice(1) : hash;
  const [path = '', ...queries] = text.length > MAX_HASH_LENGTH ? [] : text.split('?');
  const view = VIEW_NAMES.find((name) => path === `/${name}`);
  if (view === undefined) return { view: 'overview', parameters: new Map() };
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(queries.join('?'))) {
    if (parameters.size >= MAX_PARAMETERS) break;
    if (PARAMETER_NAME.test(name) && !parameters.has(name)) parameters.set(name, value);
  }
  return { view, parameters };
}

/** The way back; empty values are left out. */
export function formatAddress({ view, parameters }: PageAddress): string {
  const query = new URLSearchParams([...parameters].filter(([, value]) => value !== '')).toString();
  return `#/${view}${query === '' ? '' : `?${query}`}`;
}
