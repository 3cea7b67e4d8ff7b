// The connections of the large cluster that `evaluate` is measured on.
import { at, createRandom, type Random } from '../generator/random.ts';
import { type PlannedPod, PORTS, type PolicyPlanSize, WORKLOADS_PER_NAMESPACE } from './policy-plan.ts';

export interface PlannedConnection {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port: number;
}

const CALLS_PER_WORKLOAD = 8;
const OUTSIDE_ADDRESSES = 50_000;

/**
 * What workloads do: each calls eight others, each on one port, from any pod to any pod, three of them outside; one
 * connection in ten is between any two ends on any port. A third of the pods are named by address.
 */
export function* planConnections(
  count: number,
  size: PolicyPlanSize,
  pods: readonly PlannedPod[],
): Generator<PlannedConnection> {
  const random = createRandom('connections');
  const calls = planCalls(size);
  for (let index = 0; index < count; index += 1) {
    const isStray = random.chance(0.1);
    const call = isStray ? strayCall(random, size) : random.pick(calls);
    const { client, server, protocol, port: number } = call;
    yield {
      from: endOf(client, { size, pods, random }),
      to: endOf(server, { size, pods, random }),
      protocol,
      port: number,
    };
  }
}

/** The number of a workload, or the outside. */
type End = number | 'outside';

interface Call {
  readonly client: End;
  readonly server: End;
  readonly protocol: string;
  readonly port: number;
}

function planCalls(size: PolicyPlanSize): readonly Call[] {
  const random = createRandom('calls');
  const workloads = size.namespaces * WORKLOADS_PER_NAMESPACE;
  return Array.from({ length: workloads * CALLS_PER_WORKLOAD }, (_, index): Call => {
    const workload = index % workloads;
    const kind = Math.floor(index / workloads);
    if (kind === 0) return { client: workload, server: random.int(0, workloads - 1), protocol: 'UDP', port: 53 };
    const others = { protocol: 'TCP', port: random.pick(PORTS) };
    if (kind < 3) return { client: workload, server: 'outside', ...others };
    if (kind === 3) return { client: 'outside', server: workload, ...others };
    return { client: workload, server: nearOrFar(workload, random, size), ...others };
  });
}

/** Half of the calls stay in the namespace. */
function nearOrFar(workload: number, random: Random, { namespaces }: PolicyPlanSize): number {
  const server = random.int(0, WORKLOADS_PER_NAMESPACE - 1) * namespaces;
  return server + (random.chance(0.5) ? workload % namespaces : random.int(0, namespaces - 1));
}

function strayCall(random: Random, { namespaces }: PolicyPlanSize): Call {
  const any = () => random.int(0, namespaces * WORKLOADS_PER_NAMESPACE - 1);
  return { client: any(), server: any(), protocol: 'TCP', port: random.pick(PORTS) };
}

interface Naming {
  readonly size: PolicyPlanSize;
  readonly pods: readonly PlannedPod[];
  readonly random: Random;
}

function endOf(end: End, { size, pods, random }: Naming): string {
  if (end === 'outside') {
    const number = random.int(0, OUTSIDE_ADDRESSES - 1);
    return `198.${number & 15}.${(number >> 4) & 127}.${(number >> 11) * 10 + 5}`;
  }
  const workloads = size.namespaces * WORKLOADS_PER_NAMESPACE;
  const replicas = Math.floor(pods.length / workloads);
  const { namespace, name, address } = at(pods, end + workloads * random.int(0, replicas - 1));
  return random.chance(1 / 3) ? address : `${namespace}/${name}`;
}
