// One workload of every odd shape: canaries, a rollout, an operator's pods, cron jobs, a hostNetwork exporter, a scanner.
import { coredns, service, tcp, workload } from './specs.ts';

export type OddWorkloads = ReturnType<typeof oddWorkloads>;

/** The namespace with the index, going round. */
type Place = (index: number) => string;

export function oddWorkloads(place: Place) {
  return {
    dns: coredns(),
    ...frontWorkloads(place),
    ...middleWorkloads(place),
    ...storeWorkloads(place),
    ...jobWorkloads(place),
    ...systemWorkloads(place),
  };
}

/** Stable and canary share labels, once all of them and once all but the track. */
function frontWorkloads(place: Place) {
  return {
    web: workload({
      namespace: place(0),
      name: 'web',
      replicas: 3,
      ports: [tcp(8080, 'http')],
      releaseLabels: true,
      rollouts: 1,
      service: service('web', [{ port: 80, targetPort: 'http' }]),
    }),
    webCanary: workload({
      namespace: place(0),
      name: 'web-canary',
      labels: { app: 'web', track: 'canary' },
      ports: [tcp(8080, 'http')],
      rollouts: 2,
    }),
    api: workload({
      namespace: place(1),
      name: 'api',
      labels: { app: 'api', track: 'stable' },
      replicas: 2,
      ports: [tcp(50051, 'grpc')],
      crashes: 2,
      service: service('api', [{ port: 9000, targetPort: 'grpc' }]),
    }),
    apiCanary: workload({
      namespace: place(1),
      name: 'api-canary',
      labels: { app: 'api', track: 'canary' },
      ports: [tcp(50051, 'grpc')],
      crashes: 1,
    }),
  };
}

/** An owner of a kind that Kubernetes does not know, and what the load balancers reach. */
function middleWorkloads(place: Place) {
  return {
    rollout: workload({
      namespace: place(1),
      name: 'pricing',
      kind: 'Rollout',
      replicas: 3,
      ports: [tcp(45045)],
      rollouts: 2,
      releaseLabels: true,
      service: service('pricing', [{ port: 80, targetPort: 45045 }]),
    }),
    edge: workload({
      namespace: place(3),
      name: 'gateway',
      replicas: 2,
      labels: { 'app.kubernetes.io/name': 'gateway' },
      ports: [tcp(8443, 'https')],
      releaseLabels: true,
      rollouts: 1,
      service: service('gateway', [{ port: 443, targetPort: 'https' }], 'LoadBalancer'),
    }),
  };
}

/** Pods owned by a custom resource, and a set whose members call each other. */
function storeWorkloads(place: Place) {
  return {
    postgres: workload({
      namespace: place(2),
      name: 'pg-main',
      kind: 'Cluster',
      replicas: 2,
      labels: { 'cnpg.io/cluster': 'pg-main' },
      ports: [tcp(5432, 'postgresql')],
      lookups: 4,
      service: service('pg-main-rw', [{ port: 5432, targetPort: 'postgresql' }]),
    }),
    redis: workload({
      namespace: place(2),
      name: 'redis',
      kind: 'StatefulSet',
      replicas: 3,
      ports: [tcp(6379, 'redis')],
      rollouts: 1,
      lookups: 4,
      service: service('redis', [{ port: 6379, targetPort: 6379 }], 'Headless'),
    }),
  };
}

/** Jobs that a snapshot mostly sees, always sees and never sees; a pod without an owner. */
function jobWorkloads(place: Place) {
  return {
    frequent: workload({
      namespace: place(4),
      name: 'sync',
      kind: 'CronJob',
      everySeconds: 120,
      labels: { job: 'sync' },
    }),
    seldom: workload({
      namespace: place(4),
      name: 'report',
      kind: 'CronJob',
      everySeconds: 600,
      labels: { job: 'report' },
    }),
    flash: workload({
      namespace: place(4),
      name: 'flash',
      kind: 'CronJob',
      everySeconds: 600,
      history: 0,
      labels: { job: 'flash' },
    }),
    shell: workload({ namespace: place(4), name: 'shell', kind: 'Pod', labels: { run: 'shell' }, lookups: 2 }),
  };
}

/** Monitoring: on the pod network, on the host network, and by datagrams that nobody answers. */
function systemWorkloads(place: Place) {
  return {
    prometheus: workload({
      namespace: place(5),
      name: 'prometheus',
      kind: 'StatefulSet',
      labels: { 'app.kubernetes.io/name': 'prometheus' },
      ports: [tcp(9090, 'web')],
    }),
    exporter: workload({
      namespace: place(5),
      name: 'node-exporter',
      kind: 'DaemonSet',
      hostNetwork: true,
      ports: [tcp(9100, 'metrics')],
      lookups: 0,
    }),
    agent: workload({
      namespace: place(5),
      name: 'log-agent',
      kind: 'DaemonSet',
      ports: [tcp(2020)],
      lookups: 6,
      rollouts: 1,
    }),
    statsd: workload({
      namespace: place(5),
      name: 'statsd',
      ports: [{ name: 'statsd', port: 8125, protocol: 'UDP' }],
      service: service('statsd', [{ port: 8125, targetPort: 8125, protocol: 'UDP' }]),
    }),
  };
}
