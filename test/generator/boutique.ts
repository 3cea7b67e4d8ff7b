// The bundled sample: a shop modelled on Google's Online Boutique, with what surrounds such a shop in a real cluster.

import { boutiquePolicies } from './boutique-policies.ts';
import type { Blueprint, Dependency, WorkloadSpec } from './model.ts';
import { addresses, call, coredns, lookups, namespace, service, tcp, to, workload } from './specs.ts';

const LOAD_BALANCERS = ['lb-1', 'lb-2'] as const;
const API_SERVERS = ['api-1', 'api-2'] as const;

/** A Deployment of the shop with one port; `servicePort` is what clients dial before the node translates it. */
function shop(
  name: string,
  port: number,
  rest: Partial<WorkloadSpec> & { readonly servicePort?: number } = {},
): WorkloadSpec {
  const { servicePort = port, ...draft } = rest;
  return workload({
    namespace: 'shop',
    name,
    ports: [tcp(port)],
    service: service(name, [{ port: servicePort, targetPort: port }]),
    ...draft,
  });
}

const frontend = shop('frontend', 8080, { servicePort: 80, replicas: 3, releaseLabels: true, rollouts: 1, crashes: 1 });
const canary = workload({
  namespace: 'shop',
  name: 'frontend-canary',
  labels: { app: 'frontend', track: 'canary' },
  ports: [tcp(8080)],
  rollouts: 2,
});
const cart = shop('cartservice', 7070, { replicas: 2, rollouts: 1 });
const redis = workload({
  namespace: 'shop',
  name: 'redis-cart',
  kind: 'StatefulSet',
  ports: [tcp(6379, 'redis'), tcp(9121, 'metrics')],
  service: service('redis-cart', [{ port: 6379, targetPort: 'redis' }], 'Headless'),
});
const catalog = shop('productcatalogservice', 3550, { replicas: 2, rollouts: 1, releaseLabels: true });
const currency = shop('currencyservice', 7000, { ports: [tcp(7000, 'grpc')], crashes: 2 });
const payment = shop('paymentservice', 50051);
const shipping = shop('shippingservice', 50051);
const email = shop('emailservice', 8080, { servicePort: 5000, lookups: 40 });
const checkout = shop('checkoutservice', 5050, { replicas: 2, rollouts: 1 });
const recommendation = shop('recommendationservice', 8080, { crashes: 2 });
const ad = shop('adservice', 9555, { rollouts: 1 });
const load = workload({ namespace: 'shop', name: 'loadgenerator', rollouts: 1 });
const ingress = workload({
  namespace: 'ingress',
  name: 'ingress-nginx',
  replicas: 2,
  labels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
  releaseLabels: true,
  ports: [tcp(80, 'http'), tcp(443, 'https'), tcp(10254, 'metrics')],
  service: service('ingress-nginx', [{ port: 443, targetPort: 'https' }], 'LoadBalancer'),
});
const prometheus = workload({
  namespace: 'monitoring',
  name: 'prometheus',
  kind: 'StatefulSet',
  labels: { 'app.kubernetes.io/name': 'prometheus' },
  ports: [tcp(9090, 'web')],
  service: service('prometheus', [{ port: 9090, targetPort: 'web' }]),
});
const statsd = workload({
  namespace: 'monitoring',
  name: 'statsd',
  ports: [{ name: 'statsd', port: 8125, protocol: 'UDP' }],
  service: service('statsd', [{ port: 8125, targetPort: 8125, protocol: 'UDP' }]),
});
const exporter = workload({
  namespace: 'monitoring',
  name: 'node-exporter',
  kind: 'DaemonSet',
  hostNetwork: true,
  ports: [tcp(9100, 'metrics')],
  lookups: 0,
});
const report = workload({
  namespace: 'reporting',
  name: 'nightly-report',
  kind: 'CronJob',
  everySeconds: 1_200,
  labels: { app: 'nightly-report' },
});
const cleanup = workload({
  namespace: 'reporting',
  name: 'cleanup',
  kind: 'CronJob',
  everySeconds: 120,
  labels: { app: 'cleanup' },
});
const shell = workload({
  namespace: 'default',
  name: 'debug-shell',
  kind: 'Pod',
  labels: { run: 'debug-shell' },
  lookups: 2,
});
const dns = coredns();

const WORKLOADS: readonly WorkloadSpec[] = [
  frontend,
  canary,
  cart,
  redis,
  catalog,
  currency,
  payment,
  shipping,
  email,
  checkout,
  recommendation,
  ad,
  load,
  ingress,
  prometheus,
  statsd,
  exporter,
  report,
  cleanup,
  shell,
  dns,
];

function shopCalls(): Dependency[] {
  const pages = [frontend, canary].flatMap((front) => [
    call(to(front), to(catalog), 3550, { perHour: 90 }),
    call(to(front), to(currency), 7000, { perHour: 90 }),
    call(to(front), to(cart), 7070, { perHour: 60 }),
    call(to(front), to(shipping), 50051, { perHour: 30 }),
    call(to(front), to(recommendation), 8080, { perHour: 50 }),
    call(to(front), to(checkout), 5050, { perHour: 25 }),
    call(to(front), to(ad), 9555, { perHour: 40 }),
    call(to(front), to(statsd), 8125, { protocol: 'UDP', style: 'oneway', perHour: 90 }),
  ]);
  const orders = [
    call(to(checkout), to(payment), 50051, { perHour: 40 }),
    call(to(checkout), to(shipping), 50051, { perHour: 40 }),
    call(to(checkout), to(email), 8080, { perHour: 40 }),
    call(to(checkout), to(catalog), 3550, { perHour: 40 }),
    call(to(checkout), to(currency), 7000, { perHour: 40 }),
    call(to(checkout), to(cart), 7070, { perHour: 40 }),
  ];
  const rest = [
    call(to(recommendation), to(catalog), 3550, { perHour: 80 }),
    call(to(cart), to(redis), 6379, { style: 'long', perHour: 3 }),
    call(to(load), to(frontend), 8080, { perHour: 200 }),
    call(to(ingress), to(frontend), 8080, { perHour: 150 }),
    call(to(ingress), to(canary), 8080, { perHour: 15 }),
    call(to(report), to(catalog), 3550, { perHour: 240 }),
    call(to(cleanup), to(redis), 6379, { perHour: 120 }),
  ];
  return [...pages, ...orders, ...rest];
}

function outsideCalls(): Dependency[] {
  return [
    call(addresses(...LOAD_BALANCERS), to(ingress), 443, { perHour: 240 }),
    call(addresses('198.51.100.20', '198.51.100.88', '192.0.2.61'), addresses(...LOAD_BALANCERS), 443, { perHour: 30 }),
    call(to(payment), addresses('203.0.113.40', '203.0.113.41', '203.0.113.42'), 443, { perHour: 50 }),
    call(to(email), addresses('198.51.100.25'), 587, { perHour: 30 }),
    call(to(currency), addresses('192.0.2.80'), 443, { perHour: 1.5 }),
    call(to(report), addresses('52.219.170.10', '52.219.170.11'), 443, { perHour: 120 }),
    // A database whose security group forgot the nodes, and a cache that was shut down.
    call(to(report), addresses('10.0.200.15'), 5432, { style: 'blocked-at-client', perHour: 150 }),
    call(to(recommendation), addresses('10.0.210.9'), 11211, { style: 'silent', perHour: 12 }),
  ];
}

function systemCalls(): Dependency[] {
  return [
    call(to(prometheus), { kind: 'nodes' }, 9100, { perHour: 240 }),
    call(to(prometheus), to(redis), 9121, { perHour: 60 }),
    call(to(prometheus), to(ingress), 10254, { perHour: 60 }),
    call(to(prometheus), to(dns), 9153, { perHour: 60 }),
    ...[prometheus, ingress, dns].map((spec) =>
      call(to(spec), addresses(...API_SERVERS), 443, { style: 'long', perHour: 1 }),
    ),
  ];
}

export function boutiqueBlueprint(): Blueprint {
  return {
    namespaces: [
      namespace('default'),
      namespace('ingress'),
      namespace('kube-system'),
      namespace('monitoring'),
      namespace('reporting', { team: 'finance' }),
      namespace('shop', { team: 'shop', 'pod-security.kubernetes.io/enforce': 'baseline' }),
    ],
    workloads: WORKLOADS,
    dependencies: [...shopCalls(), ...outsideCalls(), ...systemCalls(), ...lookups(WORKLOADS, false)],
    loadBalancers: LOAD_BALANCERS,
    apiServers: API_SERVERS,
    scanner: 'default/Pod/debug-shell',
    policies: boutiquePolicies(),
  };
}
