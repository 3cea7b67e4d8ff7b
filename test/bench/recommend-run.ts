// Child of the bench: one recommendation with its proof, from connections in memory; its figures go to stdout.
import { recommend } from '../../lib/recommendation/recommend.ts';
import { planRecommendation } from './recommend-plan.ts';

const [workloads = '250'] = process.argv.slice(2);
const input = planRecommendation(Number(workloads));
const start = performance.now();
const startCpu = process.cpuUsage();
const { verification } = recommend(input);
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(startCpu);
const peakBytes = process.resourceUsage().maxRSS * 1024;
const figures = { connections: input.connections.length, seconds, cpuSeconds: (user + system) / 1e6, peakBytes };
process.stdout.write(`${JSON.stringify({ ...figures, verification })}\n`);
