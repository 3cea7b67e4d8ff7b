// Alarms, what is said of them, and what the functions really write.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { METRICS } from '../../functions/shared/observability.ts';
import { anchorsOf, readPage } from '../docs/markdown.ts';
import { VARIANTS } from './settings-of-tests.ts';
import { resourcesOf } from './synthesized.ts';

const alarmSchema = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([]),
  TreatMissingData: z.enum(['breaching', 'ignore', 'notBreaching']),
  EvaluationPeriods: z.number(),
  Period: z.number(),
});

const alarms = VARIANTS.flatMap((variant) =>
  resourcesOf(variant, 'AWS::CloudWatch::Alarm').map(({ resource }) => alarmSchema.parse(resource.Properties)),
);
const sectionOf = (description: string): string => /docs\/operations\.md#([a-z-]+)$/.exec(description)?.[1] ?? '';

describe('alarms', () => {
  it('are the sections of docs/operations.md, in its order, each one of them', () => {
    const page = readPage('docs/operations.md');
    const inside = page.slice(page.indexOf('## Alarms'), page.indexOf('## An analysis by hand'));
    const sections = [...inside.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading);
    expect([...new Set(alarms.map(({ AlarmDescription }) => sectionOf(AlarmDescription)))].sort()).toEqual(
      sections.sort(),
    );
    expect(anchorsOf('docs/operations.md')).toEqual(expect.arrayContaining(sections));
  });

  it('are named after their section', () => {
    for (const { AlarmName, AlarmDescription } of alarms)
      expect(AlarmName).toMatch(
        new RegExp(`^(flowfence|least|all-at-once)-${sectionOf(AlarmDescription)}(-[a-z.-]+)?$`),
      );
  });

  it('of metrics of our own watch what the named function writes, with that name', () => {
    const own = alarms.filter(({ Namespace }) => Namespace === 'flowfence');
    expect(own.length).toBeGreaterThan(5);
    for (const { MetricName = '', Dimensions } of own) {
      const service = String(Dimensions.find(({ Name }) => Name === 'service')?.Value);
      const handler = readFileSync(join(import.meta.dirname, `../../functions/${service}/handler.ts`), 'utf8');
      expect(Object.keys(METRICS)).toContain(MetricName);
      expect(handler).toContain(`service: '${service}'`);
      expect(handler).toContain(`metric('${MetricName}'`);
    }
  });

  it.each([
    // The absence is the matter.
    ['no-report', 'breaching'],
    ['no-logs', 'breaching'],
    // A value a run, or as long as a queue is in use: it holds until the next.
    ['unattributed', 'ignore'],
    ['snapshots-stale', 'ignore'],
    ['ingest-dead-letters', 'ignore'],
    ['schedule-dead-letters', 'ignore'],
    // Nothing happened, so nothing failed.
    ['queue-age', 'notBreaching'],
    ['function-errors', 'notBreaching'],
    ['function-throttles', 'notBreaching'],
    ['function-duration', 'notBreaching'],
    ['analysis-failed', 'notBreaching'],
    ['analysis-timed-out', 'notBreaching'],
    ['backfill-failed', 'notBreaching'],
    ['backfill-timed-out', 'notBreaching'],
    ['api-errors', 'notBreaching'],
  ])('of %s take missing data as %s', (section, missing) => {
    const found = alarms.filter(({ AlarmDescription }) => sectionOf(AlarmDescription) === section);
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map(({ TreatMissingData }) => TreatMissingData))).toEqual(new Set([missing]));
  });

  it('of errors watch the functions that are called often: a few calls a day never fail in numbers', () => {
    const watched = alarms.map(({ AlarmName }) => /function-(?:errors|throttles)-(.*)$/.exec(AlarmName)?.[1]);
    expect(new Set(watched.filter((name) => name !== undefined))).toEqual(new Set(['ingest', 'rollup', 'api']));
  });

  it('look back no further than CloudWatch does: a week', () => {
    for (const { EvaluationPeriods, Period, AlarmName } of alarms)
      expect(EvaluationPeriods * Period, AlarmName).toBeLessThanOrEqual(Period >= 3600 ? 7 * 86_400 : 86_400);
  });
});
