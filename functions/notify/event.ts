// What there may be news of: a report, or an analysis that failed.
import { z } from 'zod';
import { runSchema } from '../shared/event-parts.ts';
import { nameSchema } from '../shared/settings-schema.ts';

/** As Step Functions' Catch writes it with `ResultPath: $.failure`. */
const failedSchema = z
  .object({
    cluster: nameSchema,
    failure: z.object({ Error: z.string(), Cause: z.string().default('') }),
    // In the result of `analyze`: only the news of its report are missing then.
    manifest: z.string().optional(),
  })
  .transform(
    ({ cluster, failure, manifest }) =>
      ({ kind: 'failed', cluster, error: failure.Error, cause: failure.Cause, manifest }) as const,
  );

const reportSchema = runSchema.transform(({ cluster, run }) => ({ kind: 'report', cluster, run }) as const);

export const notifyEventSchema = z.union([failedSchema, reportSchema]);
