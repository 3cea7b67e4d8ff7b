import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatRunName, type RunName, reportKey } from '../../../lib/pipeline/stored/keys.ts';
import { switchLatest } from '../../../lib/pipeline/stored/latest.ts';
import { newsOfRun } from '../../../lib/pipeline/stored/news-stored.ts';
import { publishReport } from '../../../lib/pipeline/stored/publish-report.ts';
import type { ReportConnection } from '../../../lib/report/document.ts';
import { ALLOWED, connection, DENIED, sampleData } from '../../report/sample-document.ts';
import { type Lab, makeLab, withLabFolder, withLabTools } from './stored-lab.ts';

const OPTIONS = { coverageDropPercent: 10 };
const blocked = connection({ verdicts: { current: DENIED, recommended: ALLOWED } });

/** A report of the first days of November that ends on this one. */
async function publish(lab: Lab, day: number, connections: readonly ReportConnection[]): Promise<RunName> {
  const to = `2026-11-0${day}T00:00:00Z`;
  const run = { cluster: 'prod', run: formatRunName(Date.parse(to) / 1000, String(day).repeat(16)) };
  const data = sampleData();
  const window = { from: '2026-11-01T00:00:00Z', to };
  await withLabTools(lab, async (tools) => {
    const folder = await tools.files.makeFolder('publish');
    const seen = connections.map((one) => ({ ...one, lastSeen: to }));
    const document = { ...data.document, window, connections: seen };
    await switchLatest(tools, await publishReport(tools, { run, data: { ...data, document }, folder }));
  });
  return run;
}

describe('the news of a run', () => {
  it('compare it with the report that was the latest before, each time they are asked', () =>
    withLabFolder(async (root) => {
      const lab = makeLab(root);
      const first = await publish(lab, 2, []);
      const second = await publish(lab, 3, [blocked]);
      const third = await publish(lab, 4, [blocked]);

      const asked = [await newsOfRun(lab, third, OPTIONS), await newsOfRun(lab, third, OPTIONS)];

      expect(asked).toEqual([
        { ...third, previous: second.run, news: undefined },
        { ...third, previous: second.run, news: undefined },
      ]);
      expect(await newsOfRun(lab, first, OPTIONS)).toEqual({ ...first, previous: undefined, news: undefined });
    }));

  it('tell what is blocked since then', () =>
    withLabFolder(async (root) => {
      const lab = makeLab(root);
      await publish(lab, 2, []);
      const second = await publish(lab, 3, [blocked]);

      const { news } = await newsOfRun(lab, second, OPTIONS);

      expect(news?.blocked).toHaveLength(1);
      expect(news?.previousWindow?.to).toBe('2026-11-02T00:00:00Z');
    }));

  it('are those of a first report where the one before was deleted after its time', () =>
    withLabFolder(async (root) => {
      const lab = makeLab(root);
      const first = await publish(lab, 2, [blocked]);
      const second = await publish(lab, 3, [blocked]);
      rmSync(dirname(reportKey(lab.places, first, 'manifest.json')), { recursive: true });

      const { news, previous } = await newsOfRun(lab, second, OPTIONS);

      expect(previous).toBeUndefined();
      expect(news?.blocked).toHaveLength(1);
    }));
});
