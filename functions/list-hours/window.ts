// The window of a run: as it was asked for, or the whole hours before the time that the schedule gives.
import type { ListHoursEvent } from './event.ts';

const SECONDS_PER_HOUR = 3600;

/** Seconds since the epoch; both ends belong to it. */
export interface RunWindow {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/**
 * With `from`, exactly what was asked for. Without, whole hours, so that rollups of one day's run serve the next: the last
 * one is the last that was over at `to`.
 */
export function windowOf(event: ListHoursEvent, windowHours: number, nowSeconds: number): RunWindow {
  const to = event.to ?? nowSeconds;
  if (event.from !== undefined) return { fromSeconds: event.from, toSeconds: to };
  const end = Math.floor(to / SECONDS_PER_HOUR) * SECONDS_PER_HOUR;
  return { fromSeconds: end - windowHours * SECONDS_PER_HOUR, toSeconds: end - 1 };
}
