// The sample's current policies: written in good faith, some right, some that would break the shop, each in its own way.
import { KUBE_DNS, on, pods, podsOf, policy } from './specs.ts';

const DNS_RULE = { to: [podsOf('kube-system', KUBE_DNS)], ports: [on(53, 'UDP'), on(53)] };
const app = (name: string): object => ({ matchLabels: { app: name } });

export function boutiquePolicies(): object[] {
  return [
    policy('reporting/default-deny-ingress', { podSelector: {}, policyTypes: ['Ingress'] }),
    // Right: only the cart may use its store.
    policy('shop/redis-cart', {
      podSelector: app('redis-cart'),
      policyTypes: ['Ingress'],
      ingress: [{ from: [pods({ app: 'cartservice' })], ports: [on('redis')] }],
    }),
    // Nobody labels the namespace `monitoring` so: the metrics of the store stay closed.
    policy('shop/allow-monitoring', {
      podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['redis-cart', 'cartservice'] }] },
      policyTypes: ['Ingress'],
      ingress: [
        { from: [{ namespaceSelector: { matchLabels: { team: 'observability' } } }], ports: [on('metrics')] },
        { from: [pods({ app: 'frontend' }), pods({ app: 'checkoutservice' })], ports: [on(7070)] },
      ],
    }),
    // The payment service moved from 8080 to 50051, its rule did not.
    policy('shop/checkoutservice', {
      podSelector: app('checkoutservice'),
      policyTypes: ['Egress'],
      egress: [
        DNS_RULE,
        { to: [pods({ app: 'paymentservice' })], ports: [on(8080)] },
        { to: [pods({ app: 'shippingservice' })], ports: [on(50051)] },
        { to: [pods({ app: 'emailservice' })], ports: [on(8080)] },
        { to: [pods({ app: 'productcatalogservice' })], ports: [on(3550)] },
        { to: [pods({ app: 'currencyservice' })], ports: [on('grpc')] },
        { to: [pods({ app: 'cartservice' })], ports: [on(7070)] },
      ],
    }),
    // Long DNS answers come over TCP, which this forgets.
    policy('shop/emailservice', {
      podSelector: app('emailservice'),
      policyTypes: ['Egress'],
      egress: [
        { to: [podsOf('kube-system', KUBE_DNS)], ports: [on(53, 'UDP')] },
        { to: [{ ipBlock: { cidr: '198.51.100.25/32' } }], ports: [on(587)] },
      ],
    }),
    // The provider answers from three addresses; the exception was meant for another one.
    policy('shop/paymentservice', {
      podSelector: app('paymentservice'),
      policyTypes: ['Egress'],
      egress: [
        DNS_RULE,
        { to: [{ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.42/32'] } }], ports: [on(443)] },
      ],
    }),
    // Right for the shop's own callers; the end of the range was left for a second server.
    policy('shop/currencyservice', {
      podSelector: app('currencyservice'),
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [pods({ app: 'frontend' }), pods({ app: 'checkoutservice' })],
          ports: [{ protocol: 'TCP', port: 7000, endPort: 7010 }],
        },
      ],
    }),
    // Right: the ingress controller and the load generator, and the canary is no exception.
    policy('shop/frontend', {
      podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['frontend'] }] },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [podsOf('ingress', { 'app.kubernetes.io/name': 'ingress-nginx' }), pods({ app: 'loadgenerator' })],
          ports: [on(8080)],
        },
      ],
    }),
  ];
}
