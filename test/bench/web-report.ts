// The large report that the review page is measured on: workloads, their connections and policies, by seed.
import { at, createRandom } from '../generator/random.ts';
import { connection, DENIED, sampleDocument } from '../report/sample-document.ts';

export interface WebReportSize {
  readonly namespaces: number;
  readonly workloads: number;
  readonly connections: number;
}

const PORTS = [80, 443, 5432, 6379, 8080, 8443, 9090, 9092];
/** A few servers take a quarter of the connections, as DNS and metrics do. */
const HUBS = 5;
const HUB_SHARE = 0.25;
const BLOCKED_SHARE = 0.05;

export function webReport({ namespaces, workloads, connections }: WebReportSize) {
  const random = createRandom('web report');
  const base = sampleDocument();
  const all = Array.from({ length: workloads }, (_, index) => {
    const namespace = `team-${index % namespaces}`;
    const name = `app-${Math.floor(index / namespaces)}`;
    const labels = { app: name };
    const addresses = [0, 1].map((pod) => `10.${64 + pod}.${index >> 8}.${index & 255}`);
    return {
      id: `${namespace}/Deployment/${name}`,
      ...{ namespace, kind: 'Deployment', name, labels, pods: 2, hostNetwork: false },
      variants: [{ labels, ports: [], addresses, nodes: [`node-${index % 50}`], current: true }],
    };
  });
  const side = (index: number) => {
    const { namespace, name } = at(all, index);
    return { kind: 'workload' as const, namespace, workloadKind: 'Deployment', name };
  };
  const seen = new Map<string, ReturnType<typeof connection>>();
  while (seen.size < connections) {
    const client = random.int(0, workloads - 1);
    const server = random.chance(HUB_SHARE) ? random.int(0, HUBS - 1) : random.int(0, workloads - 1);
    const port = random.pick(PORTS);
    const verdicts = random.chance(BLOCKED_SHARE) ? { ...connection().verdicts, current: DENIED } : undefined;
    seen.set(
      `${client} ${server} ${port}`,
      connection({
        ...{ client: side(client), server: side(server), port, bytes: random.int(100, 1e9) },
        ...(verdicts === undefined ? {} : { verdicts }),
      }),
    );
  }
  return { ...base, workloads: all, connections: [...seen.values()], ruleUsage: [], findings: [] };
}
