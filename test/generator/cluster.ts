// A whole simulated cluster from a few options: logs, snapshots, policies and the truth about them.
import type { ClusterFacts } from '../oracle/reachability.ts';
import { boutiqueBlueprint } from './boutique.ts';
import { drawPings, drawScan, drawStaleAttempts, drawStrays } from './disturbances.ts';
import type { FlowDraft, World } from './flows.ts';
import { drawDependency, portCounter } from './flows.ts';
import type { StatusRow } from './formats.ts';
import type { WrittenRow } from './judgement.ts';
import { judge } from './judgement.ts';
import { knowledgeOf } from './knowledge.ts';
import type { Blueprint, Flow, Node, Pod } from './model.ts';
import { buildFleet, type Fleet } from './nodes.ts';
import type { LogObject, LogObjects } from './objects.ts';
import { packObjects } from './objects.ts';
import type { GeneratorOptions, Settings } from './options.ts';
import { settle } from './options.ts';
import { placePods } from './placement.ts';
import { createRandom, type Random } from './random.ts';
import { randomBlueprint } from './random-blueprint.ts';
import { type Recording, recordRows } from './recording.ts';
import { declaredPorts, iso, type Snapshot, snapshotTimes, takeSnapshot } from './snapshots.ts';
import { type PodPlan, planPods } from './timeline.ts';
import { establishTruth, type Truth } from './truth.ts';

export interface GeneratedCluster {
  readonly settings: Settings;
  readonly objects: readonly LogObject[];
  readonly snapshots: readonly Snapshot[];
  readonly policies: readonly object[];
  readonly truth: Truth;
  readonly flows: readonly Flow[];
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
}

export function generateCluster(options: GeneratorOptions = {}): GeneratedCluster {
  const settings = settle(options);
  const random = createRandom(`${settings.profile} ${settings.seed}`);
  const draft =
    settings.profile === 'sample' ? boutiqueBlueprint() : randomBlueprint(settings, random.fork('blueprint'));
  const { fleet, pods } = placeCluster(draft, settings, random);
  const { blueprint, world } = settleOutside({ draft, settings, fleet, pods, random: random.fork('outside') });
  const flows = drawFlows(blueprint, world, random.fork('flows'));
  return observe({ settings, blueprint, fleet, pods, flows, random: random.fork('logs') });
}

/** Highest number of pods on one node when they are spread evenly. */
function busiest(plans: readonly PodPlan[], settings: Settings): number {
  const peak = Math.max(
    ...plans.map(
      (plan) => plans.filter((other) => other.created <= plan.created && plan.created < other.ended + 60).length,
    ),
  );
  return Math.ceil(peak / settings.nodes);
}

/** Nodes, pods and interfaces of a cluster without any traffic. */
export function placeCluster(
  draft: Blueprint,
  settings: Settings,
  random: Random,
): { readonly fleet: Fleet; readonly pods: readonly Pod[] } {
  const plans = draft.workloads.flatMap((spec) =>
    planPods(spec, settings, random.fork(`pods ${spec.namespace}/${spec.name}`)),
  );
  const fleet = buildFleet(settings, busiest(plans, settings), random.fork('fleet'));
  return { fleet, pods: placePods(plans, fleet, random.fork('placement')) };
}

/** Gives load balancers and the control plane interfaces and addresses, and puts them where the blueprint says `lb` and `api`. */
function settleOutside(request: {
  readonly draft: Blueprint;
  readonly settings: Settings;
  readonly fleet: Fleet;
  readonly pods: readonly Pod[];
  readonly random: Random;
}): { readonly blueprint: Blueprint; readonly world: World } {
  const { draft, settings, fleet, pods } = request;
  const real = new Map<string, string>();
  const outsideInterfaces = new Map<string, ReturnType<Fleet['makeInterface']>>();
  [...draft.loadBalancers, ...draft.apiServers].forEach((name, index) => {
    const zone = index % 3;
    const primary = fleet.takeAddress(zone);
    real.set(name, primary);
    // The log of the control plane's interfaces is another account's.
    if (draft.loadBalancers.includes(name))
      outsideInterfaces.set(primary, fleet.makeInterface({ zone, instanceId: '-', primary }));
  });
  const blueprint = JSON.parse(JSON.stringify(draft), (_, value: unknown) =>
    typeof value === 'string' ? value.replace(/^(lb|api)-\d+/, (name) => real.get(name) ?? name) : value,
  ) as Blueprint;
  return { blueprint, world: { settings, nodes: fleet.nodes, pods, outsideInterfaces } };
}

function drawFlows(blueprint: Blueprint, world: World, random: Random): Flow[] {
  const drafts: FlowDraft[] = [];
  const draws = { world, nextPort: portCounter(random.fork('ports')), add: (flow: FlowDraft) => drafts.push(flow) };
  blueprint.dependencies.forEach((dependency, index) => {
    drawDependency(dependency, { ...draws, random: random.fork(`dependency ${index}`) });
  });
  if (blueprint.scanner !== undefined) drawScan(blueprint.scanner, { ...draws, random: random.fork('scan') });
  drawStaleAttempts({ ...draws, random: random.fork('stale') });
  drawStrays({ ...draws, random: random.fork('strays') });
  drawPings({ ...draws, random: random.fork('pings') });
  return drafts.map((flow, id) => ({ ...flow, id }));
}

interface Observation {
  readonly settings: Settings;
  readonly blueprint: Blueprint;
  readonly fleet: Fleet;
  readonly pods: readonly Pod[];
  readonly flows: readonly Flow[];
  readonly random: Random;
}

function observe(observation: Observation): GeneratedCluster {
  const { settings, blueprint, fleet, pods, flows, random } = observation;
  const interfaces = fleet.nodes.flatMap((node) => node.interfaces);
  const recording = recordRows({ flows, settings, interfaces, random: random.fork('gaps') });
  const packed = packObjects(recording.entries, settings, random.fork('objects'));
  const state = { settings, blueprint, nodes: fleet.nodes, pods };
  return {
    settings,
    flows,
    pods,
    nodes: fleet.nodes,
    objects: packed.objects,
    snapshots: snapshotTimes(settings).map((time) => takeSnapshot(state, time)),
    policies: blueprint.policies,
    truth: truthOf(observation, recording, packed),
  };
}

function truthOf({ settings, blueprint, fleet, pods }: Observation, recording: Recording, packed: LogObjects): Truth {
  const times = snapshotTimes(settings);
  const primaries = fleet.nodes.flatMap((node) => node.interfaces.map((eni) => eni.primary));
  const poolAddresses = new Set([...fleet.pools.flatMap((pool) => pool.addresses), ...primaries]);
  const knowledge = knowledgeOf(pods, times, poolAddresses);
  const living = pods.filter((pod) => pod.ended > settings.from);
  const facts = factsOf(blueprint, fleet.nodes, living);
  const judgements = [...rowsByFlow(packed.objects)].map(([flow, rows]) => judge(flow, rows, knowledge));
  const { invisible, dropped } = recording;
  return {
    window: { from: iso(settings.from), to: iso(settings.to) },
    inputs: countInputs(recording, packed),
    malformedLines: packed.malformed,
    truncatedObjects: packed.truncated,
    ...establishTruth({ blueprint, pods, snapshotTimes: times, facts, judgements, invisible, dropped }),
    facts,
  };
}

function countInputs({ entries }: Recording, packed: LogObjects): Truth['inputs'] {
  const count = (status: StatusRow['status']): number =>
    entries.filter((entry) => entry.kind === 'status' && entry.status.status === status).length;
  return {
    objects: packed.objects.length - packed.truncated.length,
    records: entries.filter((entry) => entry.kind === 'row').length,
    malformed: packed.malformed.length,
    noData: count('NODATA'),
    skipData: count('SKIPDATA'),
  };
}

function rowsByFlow(objects: readonly LogObject[]): Map<Flow, WrittenRow[]> {
  const rows = new Map<Flow, WrittenRow[]>();
  for (const object of objects) {
    for (const entry of object.entries) {
      if (entry.kind !== 'row') continue;
      const known = rows.get(entry.row.flow);
      const written = { row: entry.row, format: object.format };
      if (known === undefined) rows.set(entry.row.flow, [written]);
      else known.push(written);
    }
  }
  return rows;
}

function factsOf(blueprint: Blueprint, nodes: readonly Node[], pods: readonly Pod[]): ClusterFacts {
  return {
    namespaces: blueprint.namespaces,
    nodes: nodes.map((node) => ({ name: node.name, addresses: [node.address] })),
    pods: pods.map((pod) => ({
      namespace: pod.spec.namespace,
      name: pod.name,
      workloadKind: pod.spec.kind,
      workloadName: pod.spec.name,
      labels: pod.labels,
      addresses: [pod.address],
      ports: declaredPorts(pod.spec),
      hostNetwork: pod.spec.hostNetwork,
      nodeName: pod.node.name,
    })),
  };
}
