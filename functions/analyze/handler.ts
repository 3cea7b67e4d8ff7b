// analyze: the rolled-up hours of a run become its report, policies and page; the latest report is switched last.
import { analyzeStored } from '../../lib/pipeline/stored/analyze-stored.ts';
import { commonEnvironment, makeContainer } from '../shared/container.ts';
import { defineFunction } from '../shared/define-function.ts';
import { withStoredTools } from '../shared/stored-tools.ts';
import { analyzeEventSchema } from './event.ts';
import { readPage } from './page.ts';

export interface AnalyzedRun {
  readonly cluster: string;
  readonly run: string;
  readonly manifest: string;
  /** False where a report of a later window is the latest already. */
  readonly latest: boolean;
}

const container = makeContainer(commonEnvironment);

export const handler = defineFunction({
  service: 'analyze',
  event: analyzeEventSchema,
  correlate: ({ run }) => run,
  cluster: ({ cluster }) => cluster,
  run: async ({ event, note, metric }): Promise<AnalyzedRun> => {
    const page = await readPage();
    const published = await withStoredTools(container(), (tools) => analyzeStored({ ...tools, page }, event.plan));
    const { blocked, records, attributed, attributable = records, findings } = published.manifest.summary;
    metric('records', records);
    metric('blocked', blocked);
    // Of no records, none are unattributed.
    metric('unattributedPercent', attributable === 0 ? 0 : (100 * (attributable - attributed)) / attributable);
    note({ records, blocked, highFindings: findings.high, latest: published.latest });
    const { cluster, run, manifestKey, latest } = published;
    return { cluster, run, manifest: manifestKey, latest };
  },
});
