// What reaches the log: all rows of all flows but those that the logging service lost, and what it says about silence.
import type { StatusRow } from './formats.ts';
import type { Flow, NetworkInterface, Row } from './model.ts';
import type { Entry } from './objects.ts';
import type { Settings } from './options.ts';
import type { Random } from './random.ts';
import { intervalOf, rowsOf, staysOnNode } from './visibility.ts';

export interface Recording {
  readonly entries: readonly Entry[];
  /** Flows that no interface saw. */
  readonly invisible: readonly Flow[];
  /** Flows whose every row was lost. */
  readonly dropped: readonly Flow[];
}

interface RecordingRequest {
  readonly flows: readonly Flow[];
  readonly settings: Settings;
  readonly interfaces: readonly NetworkInterface[];
  readonly random: Random;
}

export function recordRows({ flows, settings, interfaces, random }: RecordingRequest): Recording {
  const lost = loseIntervals({ interfaces, settings, random });
  const busy = new Set<string>();
  const entries: Entry[] = [];
  const dropped: Flow[] = [];
  for (const flow of flows) {
    const rows = rowsOf(flow, settings.interval).filter((row) => row.end < settings.to);
    const kept = rows.filter((row) => !lost.has(intervalKey(row, settings)));
    for (const row of kept) {
      busy.add(intervalKey(row, settings));
      entries.push({ kind: 'row', row });
    }
    if (rows.length > 0 && kept.length === 0) dropped.push(flow);
  }
  for (const status of lost.values()) entries.push({ kind: 'status', status });
  for (const eni of interfaces) entries.push(...silence({ eni, settings, busy, lost }));
  return { entries, invisible: flows.filter((flow) => staysOnNode(flow)), dropped };
}

function intervalKey(row: Row, settings: Settings): string {
  return `${row.eni.id} ${intervalOf(row.eni, row.start, settings.interval)}`;
}

function wholeIntervals(eni: NetworkInterface, settings: Settings): number[] {
  const first = intervalOf(eni, settings.from - 1, settings.interval) + 1;
  const last = intervalOf(eni, settings.to, settings.interval) - 1;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

function statusRow(
  eni: NetworkInterface,
  interval: number,
  settings: Settings,
  status: StatusRow['status'],
): StatusRow {
  const start = interval * settings.interval + eni.phase;
  return { eni, status, start, end: start + settings.interval - 1 };
}

/** Two lost intervals of some interface in an hour; all rows of the interface in it go. */
function loseIntervals({ interfaces, settings, random }: Omit<RecordingRequest, 'flows'>): Map<string, StatusRow> {
  const lost = new Map<string, StatusRow>();
  for (let count = 0; count < Math.ceil(settings.hours / 2) + 1; count += 1) {
    const eni = random.pick(interfaces);
    const interval = random.pick(wholeIntervals(eni, settings));
    lost.set(`${eni.id} ${interval}`, statusRow(eni, interval, settings, 'SKIPDATA'));
  }
  return lost;
}

function silence(request: {
  readonly eni: NetworkInterface;
  readonly settings: Settings;
  readonly busy: ReadonlySet<string>;
  readonly lost: ReadonlyMap<string, StatusRow>;
}): Entry[] {
  const { eni, settings, busy, lost } = request;
  return wholeIntervals(eni, settings).flatMap((interval) => {
    const key = `${eni.id} ${interval}`;
    return busy.has(key) || lost.has(key)
      ? []
      : [{ kind: 'status' as const, status: statusRow(eni, interval, settings, 'NODATA') }];
  });
}
