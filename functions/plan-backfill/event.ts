// A backfill: a log source, a time range, and what in the keys narrows it down.
import { z } from 'zod';
import { executionSchema, timeSchema } from '../shared/event-parts.ts';
import { nameSchema } from '../shared/settings-schema.ts';

/** `prefix`: below the log source's own, such as `123456789012/vpcflowlogs/eu-central-1/2026/11/`. */
export const planBackfillEventSchema = z.object({
  logs: nameSchema,
  from: timeSchema,
  to: timeSchema,
  prefix: z.string().max(512).optional(),
  execution: executionSchema,
});
