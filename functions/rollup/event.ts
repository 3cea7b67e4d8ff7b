// One hour of a run, alone or as an ItemBatcher wraps it.
import { z } from 'zod';
import { locationSchema } from '../shared/event-parts.ts';

const hourSchema = z.object({ plan: locationSchema, hour: z.int().min(0).max(999_999_999) });
const wrappedSchema = z.object({ Items: z.array(hourSchema).min(1) }).transform(({ Items }) => Items);

/** Always a list; of one hour where it came alone. */
export const rollupEventSchema = z.union([
  hourSchema.transform((hour) => ({ kind: 'hour', hours: [hour] }) as const),
  wrappedSchema.transform((hours) => ({ kind: 'batch', hours }) as const),
]);
export type RollupEvent = z.infer<typeof rollupEventSchema>;
