// SQL that finds out which instances of one object may be folded into one row without mixing two owners of an address.
import { ROW_CLASS } from './instance-sql.ts';

/** An address rests at least this long between owners (AWS VPC CNI IP_COOLDOWN_PERIOD, default 30 s). */
export const OWNER_REST_SECONDS = 30;

/** Width of the slots in which an address's activity is noted. */
const ACTIVITY_SLOT_SECONDS = 5;

/** Slots at most this far apart leave less than OWNER_REST_SECONDS between their packets. */
const BUSY_STEP_SLOTS = Math.floor(OWNER_REST_SECONDS / ACTIVITY_SLOT_SECONDS) - 1;

/** Folding that does not shrink the summary to a third costs more than it saves. */
const WORTHWHILE = 3;

/** Whether the conversations of the object repeat often enough. Approximate: it decides about size, not content. */
export const FOLD_SQL = `SELECT count(*) >= ${WORTHWHILE} * approx_count_distinct(hash(interface_id, a_address, b_address, b_port)) AS fold
FROM instances WHERE class <= ${ROW_CLASS.rejected}`;

/** What was sent last by a side whose RST may be the next owner's: "If the connection does not exist … a reset is sent". */
export function writeLastSent(flags: string, first: string, last: string): string {
  return `CASE WHEN ${flags} & 4 <> 0 THEN ${first} ELSE ${last} END`;
}

/** Each address with the slots of the first and last packets that it sent itself: what others send proves nothing. */
const ACTIVITY = `activity AS MATERIALIZED (
  SELECT DISTINCT address, hour, slot FROM (
    SELECT a_address AS address, hour, start_ab // ${ACTIVITY_SLOT_SECONDS} AS slot FROM traffic WHERE seen_ab
    UNION ALL SELECT a_address, hour, ${writeLastSent('flags_ab', 'start_ab', 'end_ab')} // ${ACTIVITY_SLOT_SECONDS} FROM traffic WHERE seen_ab
    UNION ALL SELECT b_address, hour, start_ba // ${ACTIVITY_SLOT_SECONDS} FROM traffic WHERE seen_ba
    UNION ALL SELECT b_address, hour, ${writeLastSent('flags_ba', 'start_ba', 'end_ba')} // ${ACTIVITY_SLOT_SECONDS} FROM traffic WHERE seen_ba))`;

/**
 * Addresses that never fell silent long enough to change hands, from their first packet in the object to their last:
 * only instances within that time may be folded over the hour. Before and after it nobody knows who has the address.
 */
export const STABLE = `${ACTIVITY},
stable AS MATERIALIZED (
  SELECT address, hour, min(slot) * ${ACTIVITY_SLOT_SECONDS} AS first, (max(slot) + 1) * ${ACTIVITY_SLOT_SECONDS} - 1 AS last FROM (
    SELECT address, hour, slot, slot - lag(slot) OVER (PARTITION BY address, hour ORDER BY slot) AS step FROM activity)
  GROUP BY address, hour HAVING coalesce(max(step), 0) <= ${BUSY_STEP_SLOTS})`;
