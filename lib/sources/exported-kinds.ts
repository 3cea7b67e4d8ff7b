// What an export reads of a cluster: each resource, the group that serves it, and the fields that leave the cluster.
import { isClusterPart } from './cluster-parts.ts';
import { type KeptFields, keepFields, keptFieldsOf } from './kept-fields.ts';
import {
  controllerSchema,
  endpointSliceSchema,
  namespaceSchema,
  nodeSchema,
  podSchema,
  serviceSchema,
} from './object-schemas.ts';

/**
 * `needed`: without it an export is useless or dangerous: policies that are left out would turn blocked into allowed.
 * `helpful`: the answer is poorer without it. `where-served`: needed where the API server has it.
 */
export type Need = 'needed' | 'helpful' | 'where-served';

export interface ExportedKind {
  /** Empty for the core group. */
  readonly group: string;
  /** Undefined where the version is the API server's to say. */
  readonly version?: string;
  readonly plural: string;
  readonly kind: string;
  readonly need: Need;
  readonly fields: KeptFields;
}

/** Selectors, rules and what they are called; never status or annotations. Cilium has `specs` beside `spec`. */
const POLICY_FIELDS: KeptFields = {
  metadata: { name: 'all', namespace: 'all', labels: 'all' },
  spec: 'all',
  specs: 'all',
};

function core(plural: string, kind: string, need: Need, schema: Parameters<typeof keptFieldsOf>[0]): ExportedKind {
  return { group: '', version: 'v1', plural, kind, need, fields: keptFieldsOf(schema) };
}

/** Pods first: the export carries the time at which they were listed. */
const OBJECTS: readonly ExportedKind[] = [
  core('pods', 'Pod', 'needed', podSchema),
  core('namespaces', 'Namespace', 'needed', namespaceSchema),
  core('nodes', 'Node', 'helpful', nodeSchema),
  core('services', 'Service', 'helpful', serviceSchema),
  {
    ...core('endpointslices', 'EndpointSlice', 'helpful', endpointSliceSchema),
    group: 'discovery.k8s.io',
  },
  { ...core('replicasets', 'ReplicaSet', 'helpful', controllerSchema), group: 'apps' },
  { ...core('jobs', 'Job', 'helpful', controllerSchema), group: 'batch' },
];

const CALICO: readonly (readonly [plural: string, kind: string])[] = [
  ['networkpolicies', 'NetworkPolicy'],
  ['globalnetworkpolicies', 'GlobalNetworkPolicy'],
  ['stagednetworkpolicies', 'StagedNetworkPolicy'],
  ['stagedglobalnetworkpolicies', 'StagedGlobalNetworkPolicy'],
  ['stagedkubernetesnetworkpolicies', 'StagedKubernetesNetworkPolicy'],
  ['tiers', 'Tier'],
  ['networksets', 'NetworkSet'],
  ['globalnetworksets', 'GlobalNetworkSet'],
];

/** Each policy API that is read, by its group, and those that are not but may be enforced: their verdicts are unknown. */
const POLICIES: readonly (readonly [group: string, kinds: readonly (readonly [plural: string, kind: string])[]])[] = [
  [
    'policy.networking.k8s.io',
    [
      ['adminnetworkpolicies', 'AdminNetworkPolicy'],
      ['baselineadminnetworkpolicies', 'BaselineAdminNetworkPolicy'],
      ['clusternetworkpolicies', 'ClusterNetworkPolicy'],
    ],
  ],
  [
    'cilium.io',
    [
      ['ciliumnetworkpolicies', 'CiliumNetworkPolicy'],
      ['ciliumclusterwidenetworkpolicies', 'CiliumClusterwideNetworkPolicy'],
      ['ciliumcidrgroups', 'CiliumCIDRGroup'],
    ],
  ],
  ['crd.projectcalico.org', CALICO],
  ['projectcalico.org', CALICO],
  [
    'networking.k8s.aws',
    [
      ['clusternetworkpolicies', 'ClusterNetworkPolicy'],
      ['applicationnetworkpolicies', 'ApplicationNetworkPolicy'],
    ],
  ],
  [
    'crd.antrea.io',
    [
      ['clusternetworkpolicies', 'ClusterNetworkPolicy'],
      ['networkpolicies', 'NetworkPolicy'],
    ],
  ],
  ['network.alibabacloud.com', [['globalnetworkpolicies', 'GlobalNetworkPolicy']]],
];

export const EXPORTED_KINDS: readonly ExportedKind[] = [
  ...OBJECTS,
  {
    ...{ group: 'networking.k8s.io', version: 'v1', plural: 'networkpolicies', kind: 'NetworkPolicy' },
    ...{ need: 'needed', fields: POLICY_FIELDS },
  },
  ...POLICIES.flatMap(([group, kinds]) =>
    kinds.map(([plural, kind]): ExportedKind => ({ group, plural, kind, need: 'where-served', fields: POLICY_FIELDS })),
  ),
];

/**
 * Calico's API server shows what its own resource definitions hold once more, under another group: an object that is
 * listed from the first group is not listed from the second.
 */
export const SHOWN_TWICE: ReadonlyMap<string, string> = new Map([['projectcalico.org', 'crd.projectcalico.org']]);

/** The object as it leaves the cluster; undefined where it is none. */
export function exportedObject(object: unknown, kind: ExportedKind, apiVersion: string): object | undefined {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined;
  const kept = keepFields(object, kind.fields);
  if (typeof kept !== 'object' || kept === null) return undefined;
  const whole = { apiVersion, kind: kind.kind, ...kept };
  return kind.kind === 'Pod' ? withoutForeignImages(whole) : whole;
}

/** Images tell which network agent runs; those of anybody's own pods are nobody's business. */
function withoutForeignImages(pod: object): object {
  const { metadata, spec } = pod as { metadata?: { namespace?: unknown }; spec?: Record<string, unknown> };
  if (isClusterPart(String(metadata?.namespace ?? '')) || typeof spec !== 'object' || spec === null) return pod;
  const strip = (containers: unknown) =>
    Array.isArray(containers)
      ? containers.map((container) => ({ ...container, name: undefined, image: undefined }))
      : undefined;
  return { ...pod, spec: { ...spec, containers: strip(spec.containers), initContainers: strip(spec.initContainers) } };
}
