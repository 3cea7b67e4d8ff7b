// Where the next page of a listing begins: opaque to clients, good for one listing of one run only.

/** `run` is the one that the first page was of, even where the path says `latest`. */
export interface Position {
  readonly run: string;
  readonly offset: number;
}

/** Names a listing: its route, its cluster and its filter. The same names in any order are the same listing. */
export type ListingKey = Readonly<Record<string, string | number | undefined>>;

export async function formatCursor({ run, offset }: Position, listing: ListingKey): Promise<string> {
  return encode(JSON.stringify([run, offset, await digestOf(listing)]));
}

/** Undefined where it is no cursor of this listing. */
export async function readCursor(cursor: string, listing: ListingKey): Promise<Position | undefined> {
  const parts = decode(cursor);
  if (!Array.isArray(parts) || parts.length !== 3) return undefined;
  const [run, offset, digest]: readonly unknown[] = parts;
  if (typeof run !== 'string' || typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0) {
    return undefined;
  }
  return digest === (await digestOf(listing)) ? { run, offset } : undefined;
}

function encode(text: string): string {
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function decode(cursor: string): unknown {
  try {
    return JSON.parse(atob(cursor.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    return undefined;
  }
}

/** 48 bits: a cursor is no secret, and guards against mistakes only. */
async function digestOf(listing: ListingKey): Promise<string> {
  const entries = Object.entries(listing).filter(([, value]) => value !== undefined);
  const text = JSON.stringify(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest).subarray(0, 6)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
