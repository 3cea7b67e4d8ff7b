// Of how many records client and server could be known: of what is no connection, or of another time, nobody asks it.
import type { ReportCoverage } from './document.ts';

/** Nothing is wrong with the view of the logs where these were found. */
const BESIDE: ReadonlySet<string> = new Set(['outside-window', 'other-protocol', 'reject-without-syn']);

/** Those whose client and server are known, and those where they should be. */
export function attributableRecords({ attributed, unattributed }: ReportCoverage): number {
  return unattributed.reduce((sum, { reason, records }) => sum + (BESIDE.has(reason) ? 0 : records), attributed);
}
