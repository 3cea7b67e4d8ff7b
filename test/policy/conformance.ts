// Reads the public conformance material beside the checkout into questions for the evaluator.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compilePolicies } from '../../lib/policy/compile.ts';
import type { CompiledPolicies } from '../../lib/policy/compiled.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import type { PolicyEndpoint, QueryProtocol } from '../../lib/policy/model.ts';
import type { Labels, TransportProtocol } from '../../lib/sources/kubernetes-objects.ts';
import { pod } from './policy-world.ts';

const FIXTURES = fileURLToPath(new URL('../../../shared/fixtures/policy/', import.meta.url));

export const hasFixtures = existsSync(FIXTURES);
export const MISSING = 'the public conformance material is not beside the checkout';

export function readFixture<T>(name: string): T {
  return JSON.parse(readFileSync(`${FIXTURES}${name}`, 'utf8')) as T;
}

export function fixtureNames(folder: string): readonly string[] {
  return hasFixtures ? readdirSync(`${FIXTURES}${folder}`).sort() : [];
}

export interface FixturePod {
  readonly ns: string;
  readonly name: string;
  readonly labels: Labels;
  readonly ip?: string;
  readonly hostNetwork?: boolean;
  readonly workload?: string;
  readonly ports?: readonly {
    readonly name?: string;
    readonly containerPort: number;
    readonly protocol?: TransportProtocol;
  }[];
}

export interface FixtureCluster {
  readonly pods: readonly FixturePod[];
  readonly namespaces: readonly { readonly name: string; readonly labels: Labels }[];
  readonly policies: readonly unknown[];
}

export function compileFixture({ policies, namespaces }: Omit<FixtureCluster, 'pods'>): CompiledPolicies {
  const documents = policies.map((manifest) => ({ place: { source: 'fixture' }, manifest }));
  return compilePolicies({ documents, namespaces });
}

export function fixtureEndpoint(described: FixturePod): PolicyEndpoint {
  return pod(`${described.ns}/${described.name}`, {
    labels: described.labels,
    addresses: described.ip === undefined ? [] : [described.ip],
    hostNetwork: described.hostNetwork ?? false,
    ports: (described.ports ?? []).map(({ name, containerPort, protocol = 'TCP' }) => {
      return { name, port: containerPort, protocol, hostPort: undefined };
    }),
  });
}

export interface Expectation {
  readonly src: string;
  readonly dst: string;
  readonly allowed: boolean;
}

export interface Probe {
  readonly protocol: QueryProtocol;
  readonly port: number;
}

/** `src -> dst` with both answers, for each expectation that the evaluator does not meet. */
export function disagreements(
  cluster: FixtureCluster,
  probe: Probe,
  expected: readonly Expectation[],
): readonly string[] {
  const policies = compileFixture(cluster);
  const endpoints = new Map(cluster.pods.map((one) => [`${one.ns}/${one.name}`, fixtureEndpoint(one)]));
  return expected.flatMap(({ src, dst, allowed }) => {
    const client = endpoints.get(src);
    const server = endpoints.get(dst);
    if (client === undefined || server === undefined) return [`${src} or ${dst} is no pod of the case`];
    const { kind } = evaluate(policies, { client, server, ...probe });
    const wanted = allowed ? 'allowed' : 'denied';
    return kind === wanted ? [] : [`${src} -> ${dst}: ${kind}, expected ${wanted}`];
  });
}
