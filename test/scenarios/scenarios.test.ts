// Runs every scenario folder under each dataplane it names, by both evaluators; a folder that cannot be used fails.
import { describe, expect, it } from 'vitest';
import { canonicalAddress } from '../../lib/net/address.ts';
import { compilePolicies } from '../../lib/policy/compile.ts';
import { evaluate } from '../../lib/policy/evaluate.ts';
import { makeEvaluator } from '../../lib/policy/indexed/indexed-evaluator.ts';
import type { PolicyEndpoint, PolicyQuery, ServiceAddress, Verdict } from '../../lib/policy/model.ts';
import type { PodEndpoint } from '../../lib/policy/pod-match.ts';
import {
  type Expectation,
  expectations,
  readScenario,
  type Scenario,
  type ScenarioConnection,
  type ScenarioPod,
  scenarioNames,
} from './scenario.ts';
import { scenarioDataplane } from './scenario-dataplane.ts';

const DIRECTIONS = ['egress', 'ingress'] as const;

function podEndpoint(id: string, pod: ScenarioPod): PodEndpoint {
  const [namespace = '', name = ''] = id.split('/');
  const { labels, hostNetwork, node: nodeName, serviceAccount, runtimeClass } = pod;
  const addresses = pod.addresses ?? (pod.address === undefined ? [] : [pod.address]);
  const ports = pod.ports.map((port) => ({ ...port, name: port.name, hostPort: undefined }));
  return {
    ...{ kind: 'pod', namespace, name, labels, addresses, ports, hostNetwork, nodeName },
    ...(serviceAccount === undefined ? {} : { serviceAccount }),
    ...(runtimeClass === undefined ? {} : { runtimeClass }),
  };
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

function serviceAddress(scenario: Scenario, name: string): ServiceAddress {
  const service = scenario.services[name];
  if (service === undefined) throw new Error(`the scenario has no service ${name}`);
  const { address, port, selector, outside } = service;
  return {
    ...{ addresses: [address], port },
    ...(selector === undefined ? {} : { selector }),
    ...(outside === undefined ? {} : { outside: endpoint(scenario, outside) }),
  };
}

function questionOf(scenario: Scenario, connection: ScenarioConnection): PolicyQuery {
  const { from, to, protocol, port, via } = connection;
  return {
    ...{ client: endpoint(scenario, from), server: endpoint(scenario, to), protocol, port },
    ...(via === undefined ? {} : { via: serviceAddress(scenario, via) }),
  };
}

/** The parts of the verdict that are expected, in the words of the scenario. */
function stated(expected: Expectation, verdict: Verdict): unknown {
  const sides = <T>(wanted: object | undefined, of: (direction: 'egress' | 'ingress') => T) =>
    wanted && Object.fromEntries(DIRECTIONS.filter((one) => one in wanted).map((one) => [one, of(one)]));
  return {
    verdict: verdict.kind,
    egress: expected.egress && verdict.egress.kind,
    ingress: expected.ingress && verdict.ingress.kind,
    by: sides(expected.by, (one) => verdict[one].by),
    rules: sides(expected.rules, (one) => verdict[one].rules.map(({ policy, rule }) => `${policy} ${rule}`)),
    reason: sides(expected.reason, (one) => verdict[one].reason),
  };
}

describe.each(scenarioNames())('scenario %s', (name) => {
  const scenario = readScenario(name);
  const policies = compilePolicies({
    documents: scenario.policies.map((manifest) => ({ place: { source: name }, manifest })),
    namespaces: Object.entries(scenario.namespaces).map(([namespace, labels]) => ({ name: namespace, labels })),
    pods: Object.entries(scenario.pods).map(([id, pod]) => podEndpoint(id, pod)),
  });
  const cases = scenario.connections.flatMap((connection) =>
    [...expectations(scenario, connection)].map(([dataplane, expected]) => ({ connection, dataplane, expected })),
  );

  it.each(cases)(
    '$connection.from to $connection.to $connection.protocol $connection.port on $dataplane: $expected.verdict',
    ({ connection, dataplane: argument, expected }) => {
      const dataplane = scenarioDataplane(argument, scenario);
      const query = questionOf(scenario, connection);
      const verdict = evaluate(policies, query, dataplane);

      expect(stated(expected, verdict)).toEqual(expected);
      expect(makeEvaluator(policies, dataplane)(query)).toEqual(verdict);
    },
  );

  it('has these diagnostics', () => {
    expect(policies.diagnostics.map((diagnostic) => diagnostic.code)).toEqual(scenario.diagnostics);
  });
});
