// SQL that proves owners between their last sighting and the snapshot in which they are gone, by their own traffic.
import { HOLDER } from './attribution-sql.ts';
import { OWNER_REST_SECONDS } from './fold-sql.ts';
import { quoteText } from './record-sql.ts';
import { SUMMARY_KIND } from './summary-sql.ts';

/**
 * An address rests OWNER_REST_SECONDS between owners, so as long as it goes on sending with shorter pauses from the
 * moment its owner was last seen, it is still his. Behind the first longer pause an owner that no snapshot shows may
 * have had it: that stretch becomes ambiguous. Rewrites `assignments`, whose rows say `presumed`.
 */
export function writeLivenessSql(paths: readonly string[]): readonly string[] {
  const source = paths.length === 0 ? NO_ROWS : `read_parquet([${paths.map(quoteText).join(', ')}])`;
  return [
    `CREATE OR REPLACE TEMP TABLE alive AS
WITH presumed AS (SELECT address, from_seconds, to_seconds FROM assignments WHERE presumed),
sent AS (
  SELECT client_address AS address, start + client_late AS start, "end" - client_early AS "end" FROM ${source}
  WHERE kind = ${SUMMARY_KIND.connection} AND client_late IS NOT NULL AND client_address IN (SELECT address FROM presumed)
  UNION ALL SELECT server_address, start + server_late, "end" - server_early FROM ${source}
  WHERE kind = ${SUMMARY_KIND.connection} AND server_late IS NOT NULL AND server_address IN (SELECT address FROM presumed)),
starts AS (
  SELECT p.address, from_seconds, to_seconds, start, max("end") AS "end"
  FROM presumed p JOIN sent s ON s.address = p.address AND s."end" >= from_seconds AND s.start <= to_seconds
  GROUP BY p.address, from_seconds, to_seconds, start),
paused AS (
  SELECT *, start - greatest(from_seconds - 1, coalesce(max("end") OVER (
      PARTITION BY address, from_seconds ORDER BY start ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))
    >= ${OWNER_REST_SECONDS} AS pause FROM starts),
chained AS (
  SELECT *, count(*) FILTER (pause) OVER (
      PARTITION BY address, from_seconds ORDER BY start ROWS UNBOUNDED PRECEDING) AS pauses FROM paused)
SELECT address, from_seconds, least(max("end"), any_value(to_seconds)) AS alive_to_seconds
FROM chained WHERE pauses = 0 GROUP BY address, from_seconds`,
    `CREATE OR REPLACE TEMP TABLE assignments AS
WITH joined AS (
  SELECT a.*, coalesce(alive_to_seconds, a.from_seconds - 1) AS alive_to_seconds
  FROM assignments a LEFT JOIN alive v ON presumed AND v.address = a.address AND v.from_seconds = a.from_seconds),
parted AS (
  SELECT address, from_seconds, to_seconds, holder FROM joined WHERE NOT presumed
  UNION ALL SELECT address, from_seconds, alive_to_seconds, holder FROM joined
  WHERE presumed AND alive_to_seconds >= from_seconds
  UNION ALL SELECT address, greatest(from_seconds, alive_to_seconds + 1), to_seconds, ${HOLDER.ambiguous} FROM joined
  WHERE presumed AND alive_to_seconds < to_seconds),
turns AS (
  SELECT *, lag(holder) OVER own IS DISTINCT FROM holder OR lag(to_seconds) OVER own IS DISTINCT FROM from_seconds - 1 AS turn
  FROM parted WINDOW own AS (PARTITION BY address ORDER BY from_seconds)),
numbered AS (
  SELECT *, count(*) FILTER (turn) OVER (PARTITION BY address ORDER BY from_seconds ROWS UNBOUNDED PRECEDING) AS stretch FROM turns)
SELECT address, min(from_seconds) AS from_seconds, max(to_seconds) AS to_seconds, any_value(holder) AS holder
FROM numbered GROUP BY address, stretch`,
  ];
}

const NO_ROWS = `(SELECT NULL AS kind, NULL::VARCHAR AS client_address, NULL::VARCHAR AS server_address, 0 AS start,
  0 AS "end", 0 AS client_late, 0 AS client_early, 0 AS server_late, 0 AS server_early WHERE false)`;
