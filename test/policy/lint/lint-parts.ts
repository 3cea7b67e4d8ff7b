// Pods, policies and Services that the cases of lint are made of.
import { containerPort, manifest, pod } from '../policy-world.ts';
import { DNS_POD, service, servicePort, type World } from './lint-world.ts';

export const WEB_ONLY = { podSelector: { matchLabels: { app: 'web' } } };
export const TO_API = { podSelector: { matchLabels: { app: 'api' } } };

export function ingress(...rules: readonly object[]): unknown {
  return manifest('shop/p', { ...WEB_ONLY, policyTypes: ['Ingress'], ingress: rules });
}

export function egress(...rules: readonly object[]): unknown {
  return manifest('shop/p', { ...WEB_ONLY, policyTypes: ['Egress'], egress: rules });
}

export const block = (cidr: string, ...except: readonly string[]) => ({
  ipBlock: { cidr, ...(except.length === 0 ? {} : { except }) },
});

export const cilium = (name: string, spec: object) => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { namespace: 'shop', name },
  spec: { endpointSelector: { matchLabels: { app: 'web' } }, ...spec },
});

export const admin = (name: string, action: string) => ({
  apiVersion: 'policy.networking.k8s.io/v1alpha1',
  kind: 'AdminNetworkPolicy',
  metadata: { name },
  spec: {
    priority: 10,
    subject: { namespaces: {} },
    ingress: [{ name: 'r', action, from: [{ namespaces: {} }] }],
  },
});

export const DNS = {
  pods: [DNS_POD],
  ports: [
    { protocol: 'UDP' as const, port: 53 },
    { protocol: 'TCP' as const, port: 53 },
  ],
  localAddresses: [],
};
export const DNS_PEER = { namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } };
export const UDP_53 = { protocol: 'UDP', port: 53 };
export const TCP_53 = { protocol: 'TCP', port: 53 };

export const LISTENING = pod('shop/web', {
  labels: { app: 'web' },
  addresses: ['10.0.1.1'],
  ports: [containerPort(8080, 'http')],
});
export const FRONT = service('shop/front', {
  selector: { app: 'web' },
  ports: [servicePort(80, 'http')],
  addresses: ['172.20.0.5'],
});
export const NODES = [{ kind: 'node' as const, name: 'n1', addresses: ['10.0.0.1'] }];
export const PORTS_25 = Array.from({ length: 25 }, (_, index) => ({ port: 8000 + index }));

export interface LintCase {
  readonly code: string;
  readonly what: string;
  readonly found: World;
  /** The worst finding, as `severity subject: message`. */
  readonly says: string | RegExp;
  /** Worlds in which the code is not found. */
  readonly silent: readonly World[];
}
