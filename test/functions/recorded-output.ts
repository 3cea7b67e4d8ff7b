// What a function writes for its log group while it runs: lines of JSON, log lines and metrics apart.
import { vi } from 'vitest';
import { z } from 'zod';

const lineSchema = z.looseObject({ level: z.string(), message: z.string() });
const metricsSchema = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string() })),
      }),
    ),
  }),
});

export interface RecordedOutput {
  readonly lines: readonly z.infer<typeof lineSchema>[];
  readonly metrics: readonly z.infer<typeof metricsSchema>[];
  readonly other: readonly string[];
}

/** Functions write to the streams themselves, past any console. */
export async function recordOutput<T>(
  job: () => Promise<T>,
): Promise<RecordedOutput & { readonly result: T | undefined; readonly error: unknown }> {
  const texts: string[] = [];
  const take = (chunk: unknown): boolean => {
    texts.push(
      ...String(chunk)
        .split('\n')
        .filter((text) => text !== ''),
    );
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(take),
    vi.spyOn(process.stderr, 'write').mockImplementation(take),
  ];
  try {
    const outcome = await job().then(
      (result) => ({ result, error: undefined }),
      (error: unknown) => ({ result: undefined, error }),
    );
    return { ...outcome, ...sort(texts) };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

function sort(texts: readonly string[]): RecordedOutput {
  const lines: z.infer<typeof lineSchema>[] = [];
  const metrics: z.infer<typeof metricsSchema>[] = [];
  const other: string[] = [];
  for (const text of texts) {
    const value = parse(text);
    const [line, metric] = [lineSchema.safeParse(value), metricsSchema.safeParse(value)];
    if (line.success) lines.push(line.data);
    else if (metric.success) metrics.push(metric.data);
    else other.push(text);
  }
  return { lines, metrics, other };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
