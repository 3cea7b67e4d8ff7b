// What starts the ingest function: a batch of messages of the queue, or a batch of objects of a backfill.
import { z } from 'zod';
import { locationSchema } from '../shared/event-parts.ts';
import { nameSchema } from '../shared/settings-schema.ts';

const messageSchema = z
  .object({
    messageId: z.string(),
    body: z.string(),
    attributes: z.object({ ApproximateReceiveCount: z.coerce.number().int().min(1) }),
  })
  .transform(({ messageId, body, attributes }) => ({
    messageId,
    body,
    receiveCount: attributes.ApproximateReceiveCount,
  }));

export type Message = z.infer<typeof messageSchema>;

const queueSchema = z
  .object({ Records: z.array(messageSchema).min(1) })
  .transform(({ Records }) => ({ kind: 'messages', messages: Records }) as const);

const backfillSchema = z
  .object({
    Items: z.array(z.object({ key: locationSchema })),
    BatchInput: z.object({ logs: nameSchema }),
  })
  .transform(
    ({ Items, BatchInput }) =>
      ({ kind: 'backfill', logs: BatchInput.logs, keys: Items.map(({ key }) => key) }) as const,
  );

export const ingestEventSchema = z.union([queueSchema, backfillSchema]);
