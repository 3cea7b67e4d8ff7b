// Random small clusters with Cilium's policies beside NetworkPolicies, dense enough that rules often match.
import fc from 'fast-check';
import type { CiliumWorld } from './cilium-oracle.ts';
import { type PolicyCluster, policyClusters } from './policy-clusters.ts';
import type { Json } from './policy-oracle.ts';

export interface CiliumCluster extends PolicyCluster {
  readonly world: CiliumWorld;
}

/** Whether policies may have what labels, addresses and ports do not settle. */
export type Openness = 'settled' | 'open';

const NAMESPACES = ['default', 'shop', 'pay'];
const SOURCES = ['', 'k8s:', 'any:'];
const NAMESPACE_KEY = 'io.kubernetes.pod.namespace';

const source = fc.constantFrom(...SOURCES);
const podKey = fc.tuple(source, fc.constantFrom('app', 'tier')).map((parts) => parts.join(''));
const value = fc.constantFrom('web', 'db', '');

function selectorOver(key: fc.Arbitrary<string>, values: fc.Arbitrary<string>): fc.Arbitrary<Json> {
  const expression = fc.oneof(
    fc.record({
      key,
      operator: fc.constantFrom('In', 'NotIn'),
      values: fc.array(values, { minLength: 1, maxLength: 2 }),
    }),
    fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
  );
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    {
      weight: 2,
      arbitrary: fc.tuple(key, values).map(([name, one]) => ({ matchLabels: Object.fromEntries([[name, one]]) })),
    },
    { weight: 2, arbitrary: fc.record({ matchExpressions: fc.array(expression, { minLength: 1, maxLength: 2 }) }) },
  );
}

const subject = selectorOver(podKey, value);
const named = fc
  .tuple(source, fc.constantFrom(...NAMESPACES), podKey, value)
  .map(([prefix, namespace, key, one]) => ({ matchLabels: { [`${prefix}${NAMESPACE_KEY}`]: namespace, [key]: one } }));
const reserved = fc
  .constantFrom('world', 'host', 'remote-node')
  .map((name) => ({ matchLabels: { [`reserved:${name}`]: '' } }));
const namespaceLabels = selectorOver(
  fc
    .tuple(source, fc.constantFrom('app', 'tier'))
    .map(([prefix, key]) => `${prefix}io.cilium.k8s.namespace.labels.${key}`),
  value,
);

const cidr = fc.constantFrom('0.0.0.0/0', '10.0.0.0/16', '10.0.1.0/24', '10.0.128.200/32', '10.0.0.2');
const cidrSet = fc.constantFrom<Json>(
  { cidr: '0.0.0.0/0', except: ['10.0.1.0/24'] },
  { cidr: '10.0.0.0/23', except: ['10.0.1.0/25', '10.0.0.1/32'] },
  { cidr: '10.0.128.0/17' },
);

const SETTLED_ENTITIES = ['all', 'world', 'host', 'remote-node', 'none', 'init'];
const OPEN_ENTITIES = ['cluster', 'kube-apiserver', 'health'];

interface Dialect {
  readonly scope: 'namespaced' | 'clusterwide';
  readonly openness: Openness;
  readonly prefix: 'from' | 'to';
  readonly action: 'allow' | 'deny';
}

function peers({ scope, openness, prefix, action }: Dialect): fc.Arbitrary<Json> {
  const isOpen = openness === 'open';
  const endpoint = fc.oneof(subject, named, reserved, ...(scope === 'clusterwide' || isOpen ? [namespaceLabels] : []));
  const few = (item: fc.Arbitrary<Json>) => fc.array(item, { maxLength: 2 });
  const entity = fc.constantFrom<Json>(...SETTLED_ENTITIES, ...(isOpen ? OPEN_ENTITIES : []));
  const outward = isOpen && prefix === 'to';
  return fc.oneof(
    fc.constant({}),
    few(endpoint).map((items) => ({ [`${prefix}Endpoints`]: items })),
    few(entity).map((items) => ({ [`${prefix}Entities`]: items })),
    few(cidr).map((items) => ({ [`${prefix}CIDR`]: items })),
    few(cidrSet).map((items) => ({ [`${prefix}CIDRSet`]: items })),
    ...(outward ? [fc.constant({ toServices: [{ k8sService: { serviceName: 'db', namespace: 'shop' } }] })] : []),
    ...(outward && action === 'allow' ? [fc.constant({ toFQDNs: [{ matchName: 'api.example.com' }] })] : []),
  );
}

const port: fc.Arbitrary<Json> = fc.oneof(
  fc.record({ port: fc.constantFrom('80', '81', '443', '0', 'http') }),
  fc.record({
    port: fc.constantFrom('80', '81', 'http', 'metrics'),
    protocol: fc.constantFrom('TCP', 'UDP', 'SCTP', 'ANY'),
  }),
  fc.record({ port: fc.constant('80'), endPort: fc.constantFrom(81, 443), protocol: fc.constantFrom('TCP', 'ANY') }),
);

const plainPorts = fc.array(port, { minLength: 1, maxLength: 2 }).map((ports) => ({ ports }));
const httpPorts = fc
  .constantFrom('80', '81')
  .map((number) => ({ ports: [{ port: number, protocol: 'TCP' }], rules: { http: [{ method: 'GET' }] } }));

function toPorts({ openness, action }: Dialect): fc.Arbitrary<Json> {
  const isAbove = openness === 'open' && action === 'allow';
  const one = fc.oneof(plainPorts, ...(isAbove ? [httpPorts] : []));
  return fc.oneof(
    fc.constant({}),
    fc.array(one, { minLength: 1, maxLength: 1 }).map((entries) => ({ toPorts: entries })),
  );
}

function rule(dialect: Dialect): fc.Arbitrary<Json> {
  const isOpen = dialect.openness === 'open';
  const authentication = isOpen && dialect.action === 'allow' ? [{ authentication: { mode: 'required' } }] : [];
  return fc
    .tuple(peers(dialect), toPorts(dialect), fc.constantFrom<Json>({}, {}, {}, ...authentication))
    .map((parts) => Object.assign({}, ...parts) as Json)
    .filter((one) => isOpen || dialect.action === 'allow' || Object.keys(one as object).length > 0)
    .filter((one) => !isLoneAuthentication(one));
}

/** Nobody says what a rule with nothing else would allow. */
function isLoneAuthentication(one: Json): boolean {
  const keys = Object.keys(one as object);
  return keys.length === 1 && keys[0] === 'authentication';
}

function spec(scope: Dialect['scope'], openness: Openness): fc.Arbitrary<Json> {
  const rules = (prefix: 'from' | 'to', action: 'allow' | 'deny', maxLength: number) =>
    fc.option(fc.array(rule({ scope, openness, prefix, action }), { maxLength }), { nil: undefined });
  return fc
    .record({
      endpointSelector: subject,
      ingress: rules('from', 'allow', 2),
      egress: rules('to', 'allow', 2),
      ingressDeny: rules('from', 'deny', 1),
      egressDeny: rules('to', 'deny', 1),
      enableDefaultDeny: fc.option(
        fc.record({ ingress: fc.constant(false), egress: fc.constant(false) }, { requiredKeys: [] }),
        { nil: undefined },
      ),
    })
    .map((one) => JSON.parse(JSON.stringify(one)) as Json);
}

function ciliumPolicies(openness: Openness): fc.Arbitrary<readonly Json[]> {
  const apiVersion = 'cilium.io/v2';
  const namespaced = fc.record({ namespace: fc.constantFrom(...NAMESPACES), spec: spec('namespaced', openness) });
  const clusterwide = spec('clusterwide', openness);
  return fc
    .tuple(fc.array(namespaced, { maxLength: 3 }), fc.array(clusterwide, { maxLength: 2 }))
    .map(([inNamespaces, everywhere]) => [
      ...inNamespaces.map(({ namespace, spec: written }, index) => ({
        ...{ apiVersion, kind: 'CiliumNetworkPolicy' },
        ...{ metadata: { name: `c${index}`, namespace }, spec: written },
      })),
      ...everywhere.map((written, index) => ({
        ...{ apiVersion, kind: 'CiliumClusterwideNetworkPolicy' },
        ...{ metadata: { name: `w${index}` }, spec: written },
      })),
    ]);
}

export function ciliumClusters(openness: Openness): fc.Arbitrary<CiliumCluster> {
  return fc
    .tuple(policyClusters, ciliumPolicies(openness))
    .map(([cluster, cilium]) => ({ ...cluster, world: { ...cluster.world, cilium } }));
}
