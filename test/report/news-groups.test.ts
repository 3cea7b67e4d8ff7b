// Two nights of an independent generator: what a person must hear is told, and what is more of the same is not.
import { describe, expect, it } from 'vitest';
import { compareBy } from '../../lib/base/order.ts';
import { newsOf } from '../../lib/report/news.ts';
import { connectionNews, type NewsGroup } from '../../lib/report/news-groups.ts';
import { type Heard, makeTwoNights } from '../generator/two-nights.ts';
import { sampleDocument } from './sample-document.ts';

const SEEDS = Array.from({ length: 60 }, (_, index) => `night-${index}`);

const heardOf = ({ kind, client, server, ports, verdict, connections }: NewsGroup): Heard => ({
  ...{ kind, client, server, ports, verdict, connections },
});
const inOrder = (heard: readonly Heard[]) => [...heard].sort(compareBy((one) => JSON.stringify(one)));

describe('news of two nights', () => {
  it.each(SEEDS)('are what a person must hear, and nothing else: %s', (seed) => {
    const { before, now, mustHear, quiet } = makeTwoNights(seed);

    const news = connectionNews(before, now);

    expect(inOrder(news.told.map(heardOf))).toEqual(inOrder(mustHear));
    expect(news.quiet.reduce((sum, { connections }) => sum + connections, 0)).toBe(quiet);
    expect(connectionNews([...before].reverse(), [...now].reverse())).toEqual(news);
  });

  it('play every scene', () => {
    const kinds = SEEDS.flatMap((seed) =>
      makeTwoNights(seed).mustHear.map(({ kind, verdict }) => `${kind} ${verdict}`),
    );
    expect([...new Set(kinds)].sort()).toEqual([
      ...['addresses allowed', 'addresses unknown', 'blocked denied', 'pair allowed', 'pair unknown', 'port allowed'],
    ]);
    expect(SEEDS.some((seed) => makeTwoNights(seed).mustHear.length === 0)).toBe(true);
  });

  it.each(SEEDS)('are none where there is nothing that a person must hear: %s', (seed) => {
    const { before, now, mustHear } = makeTwoNights(seed);
    const report = (connections: typeof now) => sampleDocument({ connections, findings: [] });
    const news = newsOf(report(before), report(now), { coverageDropPercent: 10 });

    expect(news === undefined).toBe(mustHear.length === 0);
  });

  it('are of the first report only what is blocked, whatever was seen', () => {
    const { now } = makeTwoNights('night-1');
    const denied = now.filter(({ verdicts }) => verdicts.current.egress.by.length > 0);

    const { told, quiet } = connectionNews(undefined, now);

    expect(denied.length).toBeGreaterThan(0);
    expect(told.every(({ kind }) => kind === 'blocked')).toBe(true);
    expect(told.reduce((sum, { connections }) => sum + connections, 0)).toBe(denied.length);
    expect(quiet).toEqual([]);
  });
});
