// What there may be news of: a report, or an analysis that failed.
import { z } from 'zod';
import { runSchema } from '../shared/event-parts.ts';
import { nameSchema } from '../shared/settings-schema.ts';

/** As Step Functions' Catch writes it with `ResultPath: $.failure`. */
const failedSchema = z
  .object({ cluster: nameSchema, failure: z.object({ Error: z.string(), Cause: z.string().default('') }) })
  .transform(
    ({ cluster, failure }) => ({ kind: 'failed', cluster, error: failure.Error, cause: failure.Cause }) as const,
  );

const reportSchema = runSchema.transform(({ cluster, run }) => ({ kind: 'report', cluster, run }) as const);

export const notifyEventSchema = z.union([failedSchema, reportSchema]);
