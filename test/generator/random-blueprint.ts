// The blueprint of the `test` profile: one of every odd shape, filled up with ordinary services that call each other.
import type { Blueprint, Dependency, WorkloadSpec } from './model.ts';
import { workloadKey } from './model.ts';
import { type OddWorkloads, oddWorkloads } from './odd-workloads.ts';
import type { Settings } from './options.ts';
import { at, type Random } from './random.ts';
import { randomPolicies } from './random-policies.ts';
import { addresses, call, lookups, namespace, service, tcp, to, workload } from './specs.ts';

const NAMESPACES = [
  'shop',
  'billing',
  'data',
  'edge',
  'jobs',
  'monitoring',
  'search',
  'media',
  'auth',
  'mail',
] as const;
const WORDS = [
  'orders',
  'stock',
  'users',
  'prices',
  'invoices',
  'ledger',
  'quotes',
  'search',
  'images',
  'tokens',
  'alerts',
  'rates',
  'routes',
  'labels',
  'events',
] as const;
const PORTS = [8080, 8080, 8443, 9090, 3000, 50051, 45045, 5000, 7070, 8081] as const;

export function randomBlueprint(settings: Settings, random: Random): Blueprint {
  const names = namesOf(settings.namespaces);
  const place = (index: number): string => at(names, index % names.length);
  const odd = oddWorkloads(place);
  const count = Math.max(0, settings.workloads - Object.keys(odd).length);
  const ordinary = Array.from({ length: count }, (_, index) => ordinaryWorkload(index, place(index), random));
  const workloads = [...Object.values(odd), ...ordinary];
  const calls = [
    ...oddCalls(odd),
    ...ordinaryCalls(ordinary, odd, random),
    ...lookups(workloads, settings.nodeLocalDns),
  ];
  return {
    namespaces: [...new Set(['default', 'kube-system', ...names])]
      .sort()
      .map((name) => namespace(name, { env: 'prod', team: `team-${name.length}` })),
    workloads,
    dependencies: calls,
    loadBalancers: ['lb-1', 'lb-2', 'lb-3'],
    apiServers: ['api-1', 'api-2'],
    scanner: workloadKey(odd.shell),
    policies: randomPolicies({ odd, ordinary, calls: calls.slice(), random: random.fork('policies') }),
  };
}

function namesOf(count: number): string[] {
  return Array.from({ length: Math.max(1, count) }, (_, index) => NAMESPACES[index] ?? `space-${index}`);
}

function ordinaryWorkload(index: number, namespaceName: string, random: Random): WorkloadSpec {
  const name = `${at(WORDS, index % WORDS.length)}${index >= WORDS.length ? `-${Math.floor(index / WORDS.length)}` : ''}`;
  const port = random.pick(PORTS);
  const named = random.chance(0.5);
  return workload({
    namespace: namespaceName,
    name,
    replicas: random.int(1, 3),
    labels: random.chance(0.5)
      ? { app: name }
      : { 'app.kubernetes.io/name': name, tier: random.pick(['front', 'back']) },
    ports: [named ? tcp(port, 'main') : tcp(port)],
    // Some templates declare nothing; their port is known from the Service alone.
    declares: named || random.chance(0.6),
    releaseLabels: random.chance(0.4),
    rollouts: random.chance(0.4) ? 1 : 0,
    crashes: random.chance(0.4) ? random.int(1, 2) : 0,
    service: service(name, [{ port: random.chance(0.5) ? 80 : port, targetPort: named ? 'main' : port }]),
  });
}

function oddCalls(odd: OddWorkloads): Dependency[] {
  const stores = [odd.api, odd.rollout, odd.web].map((spec) =>
    call(to(spec), to(odd.postgres), 5432, { style: 'long', perHour: 2 }),
  );
  const metrics = [odd.web, odd.api, odd.agent].map((spec) =>
    call(to(spec), to(odd.statsd), 8125, { protocol: 'UDP', style: 'oneway', perHour: 60 }),
  );
  return [
    call(addresses('lb-1', 'lb-2', 'lb-3'), to(odd.edge), 8443, { perHour: 120 }),
    call(addresses('198.51.100.20', '192.0.2.61'), addresses('lb-1', 'lb-2', 'lb-3'), 443, { perHour: 30 }),
    call(to(odd.edge), to(odd.web), 8080, { perHour: 120 }),
    call(to(odd.edge), to(odd.webCanary), 8080, { perHour: 20 }),
    call(to(odd.web), to(odd.api), 50051, { perHour: 120 }),
    call(to(odd.web), to(odd.apiCanary), 50051, { perHour: 30 }),
    call(to(odd.webCanary), to(odd.api), 50051, { perHour: 60 }),
    call(to(odd.api), to(odd.rollout), 45045, { perHour: 60 }),
    call(to(odd.rollout), to(odd.redis), 6379, { style: 'long', perHour: 3 }),
    // Members of the set are client and server on the same port.
    call(to(odd.redis), to(odd.redis), 6379, { perHour: 20 }),
    ...stores,
    ...metrics,
    call(to(odd.frequent), to(odd.api), 50051, { perHour: 300 }),
    call(to(odd.frequent), to(odd.redis), 6379, { perHour: 200 }),
    call(to(odd.seldom), to(odd.postgres), 5432, { perHour: 300 }),
    call(to(odd.seldom), addresses('52.219.170.10', '52.219.170.11'), 443, { perHour: 200 }),
    call(to(odd.flash), to(odd.rollout), 45045, { perHour: 400 }),
    call(to(odd.flash), addresses('198.51.100.222'), 443, { perHour: 200 }),
    call(to(odd.prometheus), { kind: 'nodes' }, 9100, { perHour: 240 }),
    call(to(odd.prometheus), to(odd.web), 8080, { perHour: 60 }),
    call(to(odd.prometheus), to(odd.dns), 9153, { perHour: 60 }),
    call(to(odd.agent), addresses('203.0.113.10', '203.0.113.11', '203.0.113.12', '203.0.113.13'), 443, {
      perHour: 30,
    }),
    call({ kind: 'nodes' }, to(odd.agent), 2020, { perHour: 6 }),
    call(to(odd.shell), { kind: 'nodes' }, 10250, { style: 'refused', perHour: 6 }),
    call(to(odd.agent), addresses('api-1', 'api-2'), 443, { style: 'long', perHour: 1 }),
    call(to(odd.rollout), addresses('10.0.200.15'), 5432, { style: 'blocked-at-client', perHour: 20 }),
    call(to(odd.seldom), to(odd.redis), 6380, { style: 'refused', perHour: 100 }),
    call(to(odd.frequent), to(odd.postgres), 5432, { style: 'blocked-at-server', perHour: 100 }),
    call(to(odd.web), addresses('10.0.210.9'), 11211, { style: 'silent', perHour: 10 }),
  ];
}

/** Each ordinary service calls a few later ones, sometimes a store or the internet; a few of the calls are rare. */
function ordinaryCalls(ordinary: readonly WorkloadSpec[], odd: OddWorkloads, random: Random): Dependency[] {
  return ordinary.flatMap((spec, index) => {
    const later = random.shuffle(ordinary.slice(index + 1)).slice(0, random.int(1, 3));
    const calls = later.map((server) =>
      call(to(spec), to(server), server.ports[0]?.port ?? 80, {
        perHour: random.chance(0.15) ? 1.5 : random.int(20, 90),
      }),
    );
    if (random.chance(0.3)) calls.push(call(to(spec), to(odd.redis), 6379, { style: 'long', perHour: 1 }));
    if (random.chance(0.25))
      calls.push(call(to(spec), addresses(`198.51.100.${random.int(30, 250)}`), 443, { perHour: 30 }));
    if (index % 4 === 0) calls.push(call(to(odd.web), to(spec), spec.ports[0]?.port ?? 80, { perHour: 30 }));
    return calls;
  });
}
