// The snapshots that a window needs, found by the times in their names: a bucket may hold those of many months.
import { compareText } from '../../base/order.ts';
import { snapshotTimeSeconds } from '../../sources/snapshot-time.ts';
import type { ObjectInfo, ObjectStore } from '../ports.ts';
import type { TimeWindow } from '../roll-up-window.ts';
import { formatStamp } from './keys.ts';

/** After the window: the next snapshots say whether pods went on. */
const MARGIN_SECONDS = 3600;

const SECONDS_PER_DAY = 86_400;

/** Names may tell their time in any zone, and are compared by their days. */
const ZONE_SECONDS = 2 * SECONDS_PER_DAY;

/** Further back than one of these only where a cluster had no snapshot for so long. */
const LOOK_BACK_SECONDS = [SECONDS_PER_DAY, Number.POSITIVE_INFINITY];

const EXPORT = /\.(ya?ml|json)(\.gz)?$/i;

/** Those of the window, the last before it, and those of the hour after it; by key. Names without a time are passed over. */
export async function snapshotsOfWindow(
  store: ObjectStore,
  prefix: string,
  { fromSeconds, toSeconds }: TimeWindow,
): Promise<readonly ObjectInfo[]> {
  const lastSeconds = toSeconds + MARGIN_SECONDS;
  let found: readonly TimedObject[] = [];
  for (const back of LOOK_BACK_SECONDS) {
    found = await listTimed(store, prefix, { fromSeconds: fromSeconds - back, toSeconds: lastSeconds });
    if (found.some(({ seconds }) => seconds <= fromSeconds)) break;
  }
  const times = found.map(({ seconds }) => seconds).filter((seconds) => seconds <= fromSeconds);
  const first = times.reduce((latest, seconds) => Math.max(latest, seconds), Number.NEGATIVE_INFINITY);
  return found.filter(({ seconds }) => seconds >= first && seconds <= lastSeconds).map(({ object }) => object);
}

interface TimedObject {
  readonly object: ObjectInfo;
  readonly seconds: number;
}

/** Both spellings of a time, `20261101T001500Z` and `2026-11-01T00:15:00Z`, sort by time, each among its own. */
async function listTimed(
  store: ObjectStore,
  prefix: string,
  { fromSeconds, toSeconds }: TimeWindow,
): Promise<readonly TimedObject[]> {
  const from = Math.max(0, fromSeconds - ZONE_SECONDS);
  const to = toSeconds + ZONE_SECONDS;
  const found = new Map<string, ObjectInfo>();
  for (const stamp of [formatStamp, formatDate]) {
    const range = { after: stamp(from), before: stamp(to) };
    for (const object of await store.listBelow(prefix, range)) found.set(object.key, object);
  }
  return [...found.values()]
    .sort((left, right) => compareText(left.key, right.key))
    .flatMap((object) => {
      const seconds = EXPORT.test(object.key) ? snapshotTimeSeconds(object.key) : undefined;
      return seconds === undefined ? [] : [{ object, seconds }];
    });
}

/** `2026-11-01` */
function formatDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
