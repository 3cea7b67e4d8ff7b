// What a container keeps between invocations: the checked environment and settings, and the client of the object store.
import type { z } from 'zod';
import { makeS3Store } from '../../lib/adapters/s3-store.ts';
import type { ObjectStore } from '../../lib/pipeline/ports.ts';
import type { StoredPlaces } from '../../lib/pipeline/stored/keys.ts';
import type { LogSource } from '../../lib/pipeline/stored/tools.ts';
import { environmentSchema, readEnvironment } from './environment.ts';
import { toLogSource } from './log-sources.ts';
import { readSettings } from './settings.ts';
import type { FunctionSettings } from './settings-schema.ts';

export const commonEnvironment = environmentSchema.omit({ TOPIC_ARN: true, MAX_RECEIVE_COUNT: true });
export type CommonEnvironment = z.infer<typeof commonEnvironment>;

export interface Container<Environment> {
  readonly environment: Environment;
  readonly settings: FunctionSettings;
  /** In the order of the settings. */
  readonly logs: readonly LogSource[];
  readonly places: StoredPlaces;
  readonly store: ObjectStore;
}

/** Made at the first invocation; what could not be made is said by that invocation, and tried again by the next. */
export function makeContainer<Environment extends CommonEnvironment>(
  schema: z.ZodType<Environment>,
): () => Container<Environment> {
  let made: Container<Environment> | undefined;
  return () => {
    made ??= open(readEnvironment(schema));
    return made;
  };
}

function open<Environment extends CommonEnvironment>(environment: Environment): Container<Environment> {
  const settings = readSettings();
  return {
    environment,
    settings,
    logs: settings.logs.map((logs) => toLogSource(logs, environment.LOG_BUCKET)),
    places: {
      data: `s3://${environment.DATA_BUCKET}/`,
      snapshots: `s3://${environment.SNAPSHOTS_BUCKET}/`,
      reports: `s3://${environment.REPORTS_BUCKET}/`,
    },
    store: makeS3Store({ pathStyle: environment.S3_PATH_STYLE === 'true' }),
  };
}
