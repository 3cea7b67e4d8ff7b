// Reads a scenario folder strictly: what the runner does not know, it does not skip over.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const INPUT = 'input.yaml';

const kind = z.enum(['allowed', 'denied', 'unknown']);
const labels = z.record(z.string(), z.string());
const transport = z.enum(['TCP', 'UDP', 'SCTP']);

function bothSides<T extends z.ZodType>(value: T) {
  return z.strictObject({ egress: value.optional(), ingress: value.optional() });
}

const podSchema = z.strictObject({
  labels: labels.default({}),
  address: z.string().optional(),
  addresses: z.array(z.string()).optional(),
  node: z.string().optional(),
  hostNetwork: z.boolean().default(false),
  ports: z
    .array(z.strictObject({ name: z.string().optional(), port: z.number(), protocol: transport.default('TCP') }))
    .default([]),
});

const connectionSchema = z.strictObject({
  /** `namespace/pod`, `node NAME`, an address, or `unidentified`. */
  from: z.string(),
  to: z.string(),
  port: z.number().default(0),
  protocol: z.enum(['TCP', 'UDP', 'SCTP', 'ICMP']).default('TCP'),
  verdict: kind,
  egress: kind.optional(),
  ingress: kind.optional(),
  by: bothSides(z.array(z.string())).optional(),
  /** `namespace/name index`. */
  rules: bothSides(z.array(z.string())).optional(),
  reason: bothSides(z.string()).optional(),
});

const scenarioSchema = z.strictObject({
  rule: z.string().min(1),
  specification: z.string().min(1),
  reference: z.string().min(1),
  namespaces: z.record(z.string(), labels),
  pods: z.record(z.string(), podSchema),
  nodes: z.record(z.string(), z.array(z.string())).default({}),
  policies: z.array(z.unknown()),
  diagnostics: z.array(z.string()).default([]),
  connections: z.array(connectionSchema).min(1),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioConnection = z.infer<typeof connectionSchema>;
export type ScenarioPod = z.infer<typeof podSchema>;

export function scenarioNames(): readonly string[] {
  const entries = readdirSync(ROOT, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

export function readScenario(name: string): Scenario {
  return scenarioSchema.parse(parse(readFileSync(`${ROOT}${name}/${INPUT}`, 'utf8')));
}
