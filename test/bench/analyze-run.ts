// Child of the bench: the main job from raw files to a report, as the command runs it; its figures go to stdout.
import { withLocalTools } from '../../lib/adapters/local-tools.ts';
import { analyze } from '../../lib/pipeline/analyze.ts';
import { UPSTREAM_REQUEST } from '../../lib/policy/dataplanes/resolve.ts';

const [folder = '', memory = '2000000000', report = ''] = process.argv.slice(2);
const start = performance.now();
const data = await withLocalTools(
  { memoryBytes: Number(memory), threads: 2, progress: { step: () => undefined } },
  (tools) =>
    analyze(tools, {
      flows: [`${folder}/flows`],
      summaries: [],
      snapshots: [`${folder}/snapshots`],
      dataplane: UPSTREAM_REQUEST,
      minEvidence: 'fan-in',
      includeSystem: false,
      reportPath: report,
    }),
);
const seconds = (performance.now() - start) / 1000;
const peakBytes = process.resourceUsage().maxRSS * 1024;
const { user, system } = process.cpuUsage();
const cpuSeconds = (user + system) / 1e6;
const { records } = data.document.inputs;
process.stdout.write(
  `${JSON.stringify({ records, seconds, cpuSeconds, peakBytes, connections: data.document.connections.length })}\n`,
);
