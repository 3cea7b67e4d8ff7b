// Which report of a cluster is the newest: switched last, and only forward in time.
import { z } from 'zod';
import { isRunName, isStoredName } from './keys.ts';

export const LATEST_SCHEMA = 'flowfence.latest/v1';

const run = z.string().refine(isRunName, 'is no run');

export const latestSchema = z
  .object({
    schema: z.literal(LATEST_SCHEMA),
    cluster: z.string().refine(isStoredName, 'is no name of a cluster'),
    run,
    /** RFC 3339; both ends belong to the window. */
    from: z.string(),
    to: z.string(),
    /** The report that was the latest before; absent for the first. */
    previous: run.optional(),
  })
  .readonly();

export type Latest = z.infer<typeof latestSchema>;
