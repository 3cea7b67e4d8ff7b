// plan-backfill: the log objects of a time range that have no summary yet become the list for the Distributed Map.
import { planBackfill } from '../../lib/pipeline/stored/plan-backfill.ts';
import { commonEnvironment, makeContainer } from '../shared/container.ts';
import { defineFunction } from '../shared/define-function.ts';
import { type Listed, listed } from '../shared/located.ts';
import { logSourceNamed } from '../shared/log-sources.ts';
import { withStoredTools } from '../shared/stored-tools.ts';
import { planBackfillEventSchema } from './event.ts';

export interface BackfillManifest {
  readonly logs: string;
  readonly manifest: Listed;
}

const container = makeContainer(commonEnvironment);

export const handler = defineFunction({
  service: 'plan-backfill',
  event: planBackfillEventSchema,
  correlate: ({ execution }) => execution,
  run: async ({ event, note }): Promise<BackfillManifest> => {
    const { from, to, prefix, execution } = event;
    const logs = logSourceNamed(container().logs, event.logs);
    const narrowed = prefix === undefined ? {} : { prefix };
    const request = { logs, fromSeconds: from, toSeconds: to, execution, ...narrowed };
    const planned = await withStoredTools(container(), (tools) => planBackfill(tools, request));
    note({ logs: planned.logs, objects: planned.objects, present: planned.present });
    return { logs: planned.logs, manifest: listed(planned.manifestKey, planned.objects) };
  },
});
