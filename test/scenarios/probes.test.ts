// Every numbered example of the vendors' guides is asked by a scenario, or is said here to be no question of a verdict.
import { expect, it } from 'vitest';
import { readScenario, scenarioNames } from './scenario.ts';

/** `P1-0…6`: how many numbered probes each published example has. */
const NUMBERED: Readonly<Record<string, readonly [first: number, last: number]>> = {
  P1: [0, 6],
  P2: [1, 10],
  P3: [1, 10],
  P4: [1, 11],
  TC1: [1, 2],
  TC2: [1, 2],
  TC3: [1, 3],
  TC4: [1, 3],
  TP: [1, 4],
  C1: [1, 6],
  C2: [1, 3],
  C3: [1, 6],
  C4: [1, 4],
  CP: [1, 5],
  W: [1, 6],
};
const GUIDE_EXAMPLES = 21;

/** What is no question to the evaluator, and where it is looked after instead. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'P2-6':
    'an address of the load balancer is no pod: whether it is cut short inside the cluster, no log and no snapshot says',
  'P2-8': 'what kubectl prints after an edit is no state',
  'P2-9': 'externalTrafficPolicy Cluster: the trait loadBalancerClient of each profile, docs/dataplanes.md',
  'TP-1': 'exclusive-ENI nodes: test/policy/dataplanes, a profile for each pod',
  'TP-2': 'kernel below 4.19: test/policy/dataplanes, a profile for each pod',
  'TP-3': 'nodes not restarted: test/policy/dataplanes, a profile for each pod',
  'TP-4': 'the initial Terway version decides: test/policy/dataplanes, a profile for each pod',
  'CP-3': 'Kata pods: test/policy/dataplanes, a profile for each pod',
  'CP-5': "the console's way to write a block is no manifest",
  'W-5': 'a connection opened before the policy: the trait establishedConnections, docs/dataplanes.md',
};

function everyProbe(): readonly string[] {
  const numbered = Object.entries(NUMBERED).flatMap(([name, [first, last]]) =>
    Array.from({ length: last - first + 1 }, (_, index) => `${name}-${first + index}`),
  );
  return [...numbered, ...Array.from({ length: GUIDE_EXAMPLES }, (_, index) => `G${index + 1}`)].sort();
}

it('asks every numbered example, but for those that are no question of a verdict', () => {
  const asked = new Set(
    scenarioNames().flatMap((name) => readScenario(name).connections.flatMap(({ probe }) => probe ?? [])),
  );

  expect([...asked, ...Object.keys(ELSEWHERE)].sort()).toEqual(everyProbe());
});
