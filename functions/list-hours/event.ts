// What starts an analysis: a cluster, and the time that its window ends.
import { z } from 'zod';
import { timeSchema } from '../shared/event-parts.ts';
import { nameSchema } from '../shared/settings-schema.ts';

/** `to` absent: the hour that has just ended. `from` absent: the cluster's window before `to`. */
export const listHoursEventSchema = z.object({
  cluster: nameSchema,
  to: timeSchema.optional(),
  from: timeSchema.optional(),
});
export type ListHoursEvent = z.infer<typeof listHoursEventSchema>;
