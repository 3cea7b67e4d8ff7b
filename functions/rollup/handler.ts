// rollup: one hour of a run becomes its connections between workloads, unless they are there already.
import { runOfPlanKey } from '../../lib/pipeline/stored/keys.ts';
import { type RolledHour, rollUpStored } from '../../lib/pipeline/stored/roll-up-stored.ts';
import { commonEnvironment, makeContainer } from '../shared/container.ts';
import { defineFunction } from '../shared/define-function.ts';
import { withStoredTools } from '../shared/stored-tools.ts';
import { type RollupEvent, rollupEventSchema } from './event.ts';

const container = makeContainer(commonEnvironment);

export const handler = defineFunction({
  service: 'rollup',
  event: rollupEventSchema,
  correlate: (event) => firstRun(event)?.run,
  cluster: (event) => firstRun(event)?.cluster,
  run: async ({ event, note, metric }): Promise<RolledHour | readonly RolledHour[]> => {
    const rolled = await withStoredTools(container(), async (tools) => {
      const results: RolledHour[] = [];
      for (const { plan, hour } of event.hours) results.push(await rollUpStored(tools, plan, hour));
      return results;
    });
    const reused = rolled.filter((hour) => hour.reused).length;
    metric('rollups', rolled.length);
    metric('reusedRollups', reused);
    note({ hours: rolled.map(({ hour }) => hour).join(' '), reused });
    const [only] = rolled;
    return event.kind === 'hour' && only !== undefined ? only : rolled;
  },
});

function firstRun({ hours }: RollupEvent): ReturnType<typeof runOfPlanKey> {
  return runOfPlanKey(hours[0]?.plan ?? '');
}
