// Runs every scenario folder; a folder that cannot be used fails.
import { describe, expect, it } from 'vitest';
import { canonicalAddress } from '../../lib/net/address.ts';
import { compilePolicies } from '../../lib/policy/compile.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import type { PolicyEndpoint, Verdict } from '../../lib/policy/model.ts';
import { readScenario, type Scenario, type ScenarioConnection, type ScenarioPod, scenarioNames } from './scenario.ts';

const DIRECTIONS = ['egress', 'ingress'] as const;

function podEndpoint(id: string, pod: ScenarioPod): PolicyEndpoint {
  const [namespace = '', name = ''] = id.split('/');
  const addresses = pod.addresses ?? (pod.address === undefined ? [] : [pod.address]);
  const ports = pod.ports.map(({ name: portName, port, protocol }) => ({
    name: portName,
    port,
    protocol,
    hostPort: undefined,
  }));
  const { labels, hostNetwork, node } = pod;
  return { kind: 'pod', namespace, name, labels, addresses, ports, hostNetwork, nodeName: node };
}

function endpoint(scenario: Scenario, text: string): PolicyEndpoint {
  const pod = scenario.pods[text];
  if (pod !== undefined) return podEndpoint(text, pod);
  if (text === 'unidentified') return { kind: 'unidentified', reason: 'ambiguous' };
  const node = text.startsWith('node ') ? text.slice('node '.length) : undefined;
  const addresses = node === undefined ? undefined : scenario.nodes[node];
  if (node !== undefined && addresses !== undefined) return { kind: 'node', name: node, addresses };
  if (canonicalAddress(text) === text) return { kind: 'address', address: text };
  throw new Error(`the scenario does not say who ${text} is`);
}

/** The parts of the verdict that the connection states, in the words of the scenario. */
function stated(connection: ScenarioConnection, verdict: Verdict): unknown {
  const sides = <T>(wanted: object | undefined, of: (direction: 'egress' | 'ingress') => T) =>
    wanted && Object.fromEntries(DIRECTIONS.filter((one) => one in wanted).map((one) => [one, of(one)]));
  return {
    ...connection,
    verdict: verdict.kind,
    egress: connection.egress && verdict.egress.kind,
    ingress: connection.ingress && verdict.ingress.kind,
    by: sides(connection.by, (one) => verdict[one].by),
    rules: sides(connection.rules, (one) => verdict[one].rules.map(({ policy, rule }) => `${policy} ${rule}`)),
    reason: sides(connection.reason, (one) => verdict[one].reason),
  };
}

describe.each(scenarioNames())('scenario %s', (name) => {
  const scenario = readScenario(name);
  const policies = compilePolicies({
    documents: scenario.policies.map((manifest) => ({ place: { source: name }, manifest })),
    namespaces: Object.entries(scenario.namespaces).map(([namespace, labels]) => ({ name: namespace, labels })),
  });

  it.each(scenario.connections)('$from to $to $protocol $port: $verdict', (connection) => {
    const { from, to, protocol, port } = connection;
    const query = { client: endpoint(scenario, from), server: endpoint(scenario, to), protocol, port };

    expect(stated(connection, evaluate(policies, query))).toEqual(connection);
  });

  it('has these diagnostics', () => {
    expect(policies.diagnostics.map((diagnostic) => diagnostic.code)).toEqual(scenario.diagnostics);
  });
});
