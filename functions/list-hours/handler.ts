// list-hours: a window of a cluster becomes the plan of a run, and the list of its hours for the Distributed Map.
import { planRun } from '../../lib/pipeline/stored/plan-run.ts';
import { clusterOptionsSchema, planSchema } from '../../lib/pipeline/stored/run-plan.ts';
import { readJson } from '../../lib/pipeline/stored/stored-json.ts';
import { commonEnvironment, makeContainer } from '../shared/container.ts';
import { defineFunction } from '../shared/define-function.ts';
import { type Listed, listed } from '../shared/located.ts';
import { clusterNamed } from '../shared/settings.ts';
import { withStoredTools } from '../shared/stored-tools.ts';
import { listHoursEventSchema } from './event.ts';
import { snapshotAgeSeconds } from './snapshot-age.ts';
import { windowOf } from './window.ts';

export interface HoursOfRun {
  readonly cluster: string;
  readonly run: string;
  /** RFC 3339; both ends belong to the window. */
  readonly from: string;
  readonly to: string;
  readonly plan: string;
  readonly hours: Listed;
}

const container = makeContainer(commonEnvironment);

export const handler = defineFunction({
  service: 'list-hours',
  event: listHoursEventSchema,
  cluster: ({ cluster }) => cluster,
  run: async ({ event, note, metric }): Promise<HoursOfRun> => {
    const { settings, logs, store } = container();
    const { name, windowHours, logs: logNames, ...options } = clusterNamed(settings, event.cluster);
    const window = windowOf(event, windowHours, Math.floor(Date.now() / 1000));
    const request = {
      cluster: { name, logs: logNames, options: clusterOptionsSchema.parse(options) },
      logs,
      ...window,
    };
    const planned = await withStoredTools(container(), (tools) => planRun(tools, request));
    const age = snapshotAgeSeconds(await readJson(store, planned.planKey, planSchema));
    if (age !== undefined) metric('snapshotAgeSeconds', age);
    note({ run: planned.run, hours: planned.hours });
    return {
      cluster: planned.cluster,
      run: planned.run,
      from: toText(planned.fromSeconds),
      to: toText(planned.toSeconds),
      plan: planned.planKey,
      hours: listed(planned.hoursKey, planned.hours),
    };
  },
});

function toText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
