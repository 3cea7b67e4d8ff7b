// Command line of the generator: `npx tsx test/generator/main.ts --out DIR --profile sample|test|bench [options]`.
import { parseArgs } from 'node:util';
import { writeBench } from './bench.ts';
import type { GeneratorOptions } from './options.ts';
import { writeCluster } from './write.ts';

const NUMBERS = {
  seed: 'seed',
  hours: 'hours',
  workloads: 'workloads',
  namespaces: 'namespaces',
  nodes: 'nodes',
  'objects-per-slot': 'objectsPerSlot',
  'snapshot-minutes': 'snapshotMinutes',
  interval: 'interval',
  rate: 'rate',
} as const;

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    profile: { type: 'string', default: 'test' },
    format: { type: 'string', default: 'v5' },
    records: { type: 'string' },
    'no-header': { type: 'boolean' },
    'no-damage': { type: 'boolean' },
    'truncated-object': { type: 'boolean' },
    'node-local-dns': { type: 'boolean' },
    ...Object.fromEntries(Object.keys(NUMBERS).map((name) => [name, { type: 'string' as const }])),
  },
});

const given = values as Readonly<Record<string, string | boolean | undefined>>;

function options(): GeneratorOptions {
  const numbers = Object.entries(NUMBERS).flatMap(([flag, name]) =>
    given[flag] === undefined ? [] : [[name, Number(given[flag])]],
  );
  return {
    profile: given.profile === 'sample' ? 'sample' : 'test',
    format: String(given.format),
    ...(given['no-header'] === true ? { header: false } : {}),
    ...(given['no-damage'] === true ? { damage: false } : {}),
    ...(given['truncated-object'] === true ? { truncatedObject: true } : {}),
    ...(given['node-local-dns'] === true ? { nodeLocalDns: true } : {}),
    ...Object.fromEntries(numbers),
  };
}

if (values.out === undefined) {
  process.stderr.write(
    'usage: main.ts --out DIR [--profile sample|test|bench] [--seed N] [--format v2|v5|custom|mixed] [--hours N] …\n',
  );
  process.exitCode = 2;
} else if (given.profile === 'bench') {
  const truth = await writeBench(values.out, {
    records: Number(given.records ?? 1_000_000),
    seed: Number(given.seed ?? 1),
  });
  process.stdout.write(`${JSON.stringify(truth.inputs)}\n`);
} else {
  const truth = writeCluster(values.out, options());
  process.stdout.write(`${JSON.stringify(truth.inputs)}\n`);
}
