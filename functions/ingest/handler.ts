// ingest: new log objects become summaries, from the queue of the log bucket or from a backfill.
import { commonEnvironment, makeContainer } from '../shared/container.ts';
import { defineFunction } from '../shared/define-function.ts';
import { environmentSchema } from '../shared/environment.ts';
import { logSourceNamed } from '../shared/log-sources.ts';
import { withStoredTools } from '../shared/stored-tools.ts';
import { type BackfillResult, ingestBackfill } from './backfill.ts';
import { ingestEventSchema } from './event.ts';
import { type BatchResult, ingestMessages } from './messages.ts';

const container = makeContainer(commonEnvironment.extend(environmentSchema.pick({ MAX_RECEIVE_COUNT: true }).shape));

export const handler = defineFunction({
  service: 'ingest',
  event: ingestEventSchema,
  run: ({ event, ...invocation }) => {
    const { environment, logs } = container();
    return withStoredTools<BatchResult | BackfillResult>(container(), (tools) => {
      switch (event.kind) {
        case 'messages': {
          const work = { tools, logs, maxReceiveCount: environment.MAX_RECEIVE_COUNT, invocation };
          return ingestMessages(work, event.messages);
        }
        case 'backfill':
          return ingestBackfill({ tools, logs: logSourceNamed(logs, event.logs), invocation }, event.keys);
      }
    });
  },
});
