// The environment variables that functions read, checked: a deployment that lacks one says which, and what to do.
import { z } from 'zod';
import { unusable } from '../../lib/pipeline/unusable.ts';

const bucketSchema = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'no name of a bucket');

/** All there are; a function picks its own. `LOG_BUCKET` is the deployment's own bucket of logs, where it has one. */
export const environmentSchema = z.object({
  DATA_BUCKET: bucketSchema,
  SNAPSHOTS_BUCKET: bucketSchema,
  REPORTS_BUCKET: bucketSchema,
  LOG_BUCKET: bucketSchema.optional(),
  TOPIC_ARN: z.string().regex(/^arn:[a-z-]+:sns:/, 'no name of a topic'),
  /** How often a message is delivered before it goes to the dead-letter queue: the queue's `maxReceiveCount`. */
  MAX_RECEIVE_COUNT: z.coerce.number().int().min(1).max(1000),
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: z.coerce.number().int().min(128),
  /** Servers of tests and of some vendors take the bucket in the path. */
  S3_PATH_STYLE: z.enum(['true', 'false']).default('false'),
});

/** Fails with the name of the first variable that is absent or unusable. */
export function readEnvironment<T>(schema: z.ZodType<T>, environment: NodeJS.ProcessEnv = process.env): T {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = issue?.path.join('.') ?? '';
  throw unusable(
    `environment variable ${name}`,
    issue?.message ?? 'unusable',
    'deploy the stack again as it is written',
  );
}
