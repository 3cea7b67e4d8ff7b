// What a function tells of itself: one line an invocation, warnings, metrics by service and cluster, and a trace.
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';

const NAMESPACE = 'flowfence';

/** Every metric there is, and its unit; `functions/README.md` says what each means. */
export const METRICS = {
  objects: MetricUnit.Count,
  records: MetricUnit.Count,
  bytes: MetricUnit.Bytes,
  seconds: MetricUnit.Seconds,
  malformed: MetricUnit.Count,
  unreadableObjects: MetricUnit.Count,
  unexpectedObjects: MetricUnit.Count,
  refusedObjects: MetricUnit.Count,
  failedObjects: MetricUnit.Count,
  reusedRollups: MetricUnit.Count,
  rollups: MetricUnit.Count,
  unattributedPercent: MetricUnit.Percent,
  blocked: MetricUnit.Count,
  news: MetricUnit.Count,
  snapshotAgeSeconds: MetricUnit.Seconds,
} as const;
export type MetricName = keyof typeof METRICS;

/** What a line carries: counts and names, never a list that grows with the input. `level` and `message` are the logger's. */
export type Notes = Readonly<Record<string, string | number | boolean>> & {
  readonly level?: never;
  readonly message?: never;
};

export interface Observability {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
}

export function observe(service: string): Observability {
  return {
    logger: new Logger({ serviceName: service }),
    metrics: new Metrics({ namespace: NAMESPACE, serviceName: service }),
    // Without the daemon each segment would be an error of its own.
    tracer: new Tracer({
      serviceName: service,
      enabled: process.env.AWS_XRAY_DAEMON_ADDRESS !== undefined,
      captureHTTPsRequests: false,
    }),
  };
}

/** Runs `job` as a part of the invocation's trace, where there is one. */
export async function traced<T>(tracer: Tracer, name: string, job: () => Promise<T>): Promise<T> {
  const parent = tracer.isTracingEnabled() ? tracer.getSegment() : undefined;
  const segment = parent?.addNewSubsegment(name);
  if (segment !== undefined) tracer.setSegment(segment);
  tracer.annotateColdStart();
  tracer.addServiceNameAnnotation();
  try {
    return await job();
  } catch (error) {
    if (error instanceof Error) tracer.addErrorAsMetadata(error);
    throw error;
  } finally {
    segment?.close();
    if (parent !== undefined) tracer.setSegment(parent);
  }
}
