// Policy files as one zip archive: same files, same bytes.
import { strToU8, zipSync } from 'fflate';
import type { PolicyFile } from '../policy-files.ts';

/** The earliest that a zip can say, in the local time that the format keeps. */
const FIXED_TIME = new Date(1980, 0, 1);

/** In the order given. */
export function formatPoliciesZip(files: readonly PolicyFile[]): Uint8Array<ArrayBuffer> {
  const entries = files.map(({ path, text }) => [path, strToU8(text)] as const);
  return Uint8Array.from(zipSync(Object.fromEntries(entries), { mtime: FIXED_TIME, level: 9 }));
}
