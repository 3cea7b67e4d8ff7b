// Reads a scenario folder strictly: what the runner does not know, it does not skip over.
//
// A scenario is one cluster, its policies, and connections with the verdict that each must have:
//
//   rule, specification, reference   what is pinned, the sentence it rests on, and where that stands
//   dataplane: cilium@1.16           who enforces; `upstream` unless written. A list, or a group (below), asks each of them
//                                    `except=deny-prefix` is the API text but for this switch
//   semantics: { except: hole }      switches in place of those of each dataplane
//   alwaysAllowed: [100.125.0.0/16]  likewise
//   namespaces, nodes                labels of each namespace; addresses of each node
//   pods                             `namespace/pod` with labels, address or addresses, node, hostNetwork, ports,
//                                    serviceAccount, runtimeClass. They are all pods of the cluster
//   services                         `namespace/service` with address, port (its own), the selector for its pods, and `outside` where
//                                    the address is one that the world uses: that address, or the node that holds it
//   policies, diagnostics            manifests of any API, and the codes that reading them gives
//   connections                      from, to, port, protocol; `port` is the pod's, also where `via` names a service
//
// A connection's `verdict` (and, where stated, that of each side, who decided, why) must come out under every dataplane of
// the scenario. `others` says where it comes out differently, or asks dataplanes that the scenario does not name:
//
//   dataplane: RAW
//   connections:
//     - { probe: P4-5, from: default/a, to: np/b, port: 80, verdict: allowed, others: { ID: denied, flannel: allowed } }
//     - { from: 203.0.113.9, to: np/b, verdict: allowed, others: { weave: { verdict: denied, reason: { ingress: … } } } }
//
// A name counts before the groups that it is in. `probe` is free text, for lists that must be complete.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { dataplaneNames } from './scenario-dataplane.ts';

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const INPUT = 'input.yaml';

const kind = z.enum(['allowed', 'denied', 'unknown']);
const labels = z.record(z.string(), z.string());
const transport = z.enum(['TCP', 'UDP', 'SCTP']);
const oneOrMore = z.union([z.string().transform((text) => [text]), z.array(z.string()).min(1)]);

function bothSides<T extends z.ZodType>(value: T) {
  return z.strictObject({ egress: value.optional(), ingress: value.optional() });
}

const podSchema = z.strictObject({
  labels: labels.default({}),
  address: z.string().optional(),
  addresses: z.array(z.string()).optional(),
  node: z.string().optional(),
  hostNetwork: z.boolean().default(false),
  serviceAccount: z.string().optional(),
  runtimeClass: z.string().optional(),
  ports: z
    .array(z.strictObject({ name: z.string().optional(), port: z.number(), protocol: transport.default('TCP') }))
    .default([]),
});

const serviceSchema = z.strictObject({
  address: z.string(),
  port: z.number(),
  /** Left out: the snapshot does not say. */
  selector: labels.optional(),
  /** Where its address is that of a load balancer or an external IP: what that is untranslated, an address or a node. */
  outside: z.string().optional(),
});

const expectation = {
  verdict: kind,
  egress: kind.optional(),
  ingress: kind.optional(),
  by: bothSides(z.array(z.string())).optional(),
  /** `namespace/name index`. */
  rules: bothSides(z.array(z.string())).optional(),
  reason: bothSides(z.string()).optional(),
};

const expectationSchema = z.strictObject(expectation);

const connectionSchema = z.strictObject({
  /** `namespace/pod`, `node NAME`, an address, or `unidentified`. */
  from: z.string(),
  to: z.string(),
  /** The service that the client addressed. */
  via: z.string().optional(),
  port: z.number().default(0),
  protocol: z.enum(['TCP', 'UDP', 'SCTP', 'ICMP']).default('TCP'),
  probe: oneOrMore.optional(),
  others: z.record(z.string(), z.union([kind.transform((verdict) => ({ verdict })), expectationSchema])).default({}),
  ...expectation,
});

const scenarioSchema = z.strictObject({
  rule: z.string().min(1),
  specification: z.string().min(1),
  reference: z.string().min(1),
  dataplane: oneOrMore.default(['upstream']),
  semantics: z.record(z.string(), z.string()).default({}),
  alwaysAllowed: z.array(z.string()).nullable().default(null),
  namespaces: z.record(z.string(), labels),
  pods: z.record(z.string(), podSchema),
  nodes: z.record(z.string(), z.array(z.string())).default({}),
  services: z.record(z.string(), serviceSchema).default({}),
  policies: z.array(z.unknown()),
  diagnostics: z.array(z.string()).default([]),
  connections: z.array(connectionSchema).min(1),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioConnection = z.infer<typeof connectionSchema>;
export type ScenarioPod = z.infer<typeof podSchema>;
export type Expectation = z.infer<typeof expectationSchema>;

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

/** What must come out under each dataplane that the scenario or the connection names. */
export function expectations(scenario: Scenario, connection: ScenarioConnection): ReadonlyMap<string, Expectation> {
  const { verdict, egress, ingress, by, rules, reason } = connection;
  const own: Expectation = { verdict, egress, ingress, by, rules, reason };
  const expected = new Map(scenario.dataplane.flatMap(dataplaneNames).map((name) => [name, own]));
  const others = Object.entries(connection.others);
  const isGroup = (name: string) => dataplaneNames(name).length > 1;
  for (const [group, other] of others.filter(([name]) => isGroup(name))) {
    for (const name of dataplaneNames(group)) expected.set(name, other);
  }
  for (const [name, other] of others.filter(([one]) => !isGroup(one))) expected.set(name, other);
  return expected;
}
