// notify: what is new in a report, or that an analysis failed, goes to the topic; no news, no message.
import type { SNSClient } from '@aws-sdk/client-sns';
import { manifestKey } from '../../lib/pipeline/stored/keys.ts';
import { newsOfRun } from '../../lib/pipeline/stored/news-stored.ts';
import type { News } from '../../lib/report/news.ts';
import { formatNews } from '../../lib/report/news-text.ts';
import { commonEnvironment, makeContainer } from '../shared/container.ts';
import { defineFunction, type Invocation } from '../shared/define-function.ts';
import { environmentSchema } from '../shared/environment.ts';
import { notifyEventSchema } from './event.ts';
import { type Failure, failureText, failureTitle, reasonOf } from './failure.ts';
import { type Message, makeSnsClient, publish } from './publish.ts';

export interface Notified {
  readonly published: boolean;
  /** Of a report: how much of each kind is new. */
  readonly news: Readonly<Record<string, number>>;
}

const container = makeContainer(commonEnvironment.extend(environmentSchema.pick({ TOPIC_ARN: true }).shape));
let client: SNSClient | undefined;

export const handler = defineFunction({
  service: 'notify',
  event: notifyEventSchema,
  correlate: (event) => (event.kind === 'report' ? event.run : undefined),
  cluster: ({ cluster }) => cluster,
  run: async ({ event, metric, note }): Promise<Notified> => {
    switch (event.kind) {
      case 'failed': {
        await send(messageOfFailure(event));
        note({ published: true, failure: event.error });
        return { published: true, news: {} };
      }
      case 'report':
        return notifyOfRun(event, { metric, note });
    }
  },
});

async function notifyOfRun(
  run: { readonly cluster: string; readonly run: string },
  { metric, note }: Pick<Invocation<unknown>, 'metric' | 'note'>,
): Promise<Notified> {
  const { places, settings, store } = container();
  const { coverageDropPercent } = settings.notify;
  const { news } = await newsOfRun({ places, store }, run, { coverageDropPercent });
  if (news === undefined) {
    note({ published: false });
    return { published: false, news: {} };
  }
  const counts = countsOf(news);
  const message = formatNews(news, manifestKey(places, run));
  await send({ ...message, json: { ...news, ...run }, attributes: { cluster: run.cluster, kind: 'news' } });
  metric('news', 1);
  note({ published: true, ...counts });
  return { published: true, news: counts };
}

function countsOf({ told, quiet, findings, drift }: News): Readonly<Record<string, number>> {
  const { gained, lost } = drift.permissions;
  const connections = (groups: News['told']) => groups.reduce((sum, group) => sum + group.connections, 0);
  return {
    blocked: connections(told.filter(({ kind }) => kind === 'blocked')),
    findings: findings.length,
    changes: told.filter(({ kind }) => kind !== 'blocked').length + gained.length + lost.length,
    quiet: connections(quiet),
  };
}

async function send(message: Message): Promise<void> {
  client ??= makeSnsClient();
  await publish(client, container().environment.TOPIC_ARN, message);
}

function messageOfFailure(failure: Failure): Message {
  const { cluster, error, cause } = failure;
  return {
    subject: `flowfence: ${failureTitle(failure)}`,
    text: failureText(failure),
    json: { schema: 'flowfence.failure/v1', cluster, error, reason: reasonOf(cause) },
    attributes: { cluster, kind: 'failure' },
  };
}
