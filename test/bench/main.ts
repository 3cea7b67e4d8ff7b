// `npm run bench`: measures the large-input paths, all or the one that is named: `npm run bench -- evaluate`.
import { parseArgs } from 'node:util';
import { benchAnalyze } from './analyze-bench.ts';
import { benchAws } from './aws-bench.ts';
import { benchGrowth } from './aws-growth.ts';
import { benchEvaluate } from './evaluate-bench.ts';
import { benchRecommend } from './recommend-bench.ts';
import { benchS3 } from './s3-bench.ts';
import { benchWeb } from './web-bench.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    records: { type: 'string', default: '20000000' },
    rounds: { type: 'string', default: '3' },
    memory: { type: 'string', default: '2000000000' },
    out: { type: 'string', default: '.bench' },
  },
});

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  analyze: () => benchAnalyze(values),
  aws: () => benchAws(values),
  growth: async () => benchGrowth(),
  evaluate: () => benchEvaluate(values),
  recommend: async () => benchRecommend(),
  s3: () => benchS3(values),
  web: () => benchWeb(values),
};

const unknown = positionals.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) throw new Error(`${unknown} is none of ${Object.keys(PARTS).join(', ')}`);
for (const [name, bench] of Object.entries(PARTS)) {
  if (positionals.length === 0 || positionals.includes(name)) await bench();
}
