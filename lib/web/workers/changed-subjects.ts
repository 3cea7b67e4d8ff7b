// Which workloads a change of policies can concern at all, so that only they are asked about.
import { type Endpoint, endpointKey } from '../../connections/connection.ts';
import { addressBits } from '../../net/address.ts';
import { parseCidr } from '../../net/cidr.ts';
import type { CompiledPolicies } from '../../policy/compiled.ts';
import type { Direction } from '../../policy/model.ts';
import { matchPods, type PodEndpoint } from '../../policy/pod-match.ts';
import { podsOfWorkloads } from '../../policy/workload-pods.ts';
import type { JudgedWorkload } from '../../report/pieces.ts';
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import type { Cluster } from './cluster.ts';
import type { PolicySet } from './policy-set.ts';

/** `all`: the change may concern anybody. */
export type ChangedSubjects =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'some';
      readonly egress: ReadonlySet<JudgedWorkload>;
      readonly ingress: ReadonlySet<JudgedWorkload>;
    };

/** A networking.k8s.io policy concerns the pods that it selects; what others do to each other is not taken apart. */
export function changedSubjects(
  before: PolicySet,
  after: PolicySet,
  workloads: readonly JudgedWorkload[],
): ChangedSubjects {
  // Of two policies of one name the last counts: their order matters, which is not looked at here.
  if ([before, after].some(({ compiled }) => compiled.diagnostics.some(({ code }) => code === 'policy-duplicate')))
    return { kind: 'all' };
  const names = changedDocuments(before.documents, after.documents).map(plainName);
  const unreadable = new Set([...before.compiled.unreadable, ...after.compiled.unreadable].map(({ name }) => name));
  if (names.some((name) => name === undefined || unreadable.has(name))) return { kind: 'all' };
  const concerned = (direction: Direction) =>
    selected([before.compiled, after.compiled], new Set(names), { direction, workloads });
  return { kind: 'some', egress: concerned('egress'), ingress: concerned('ingress') };
}

/** Those of one side alone. Where nothing was edited both sides mostly share the manifest itself. */
export function changedDocuments(
  before: readonly PolicyDocument[],
  after: readonly PolicyDocument[],
): readonly PolicyDocument[] {
  const [inBefore, inAfter] = [before, after].map((side) => new Set(side.map(({ manifest }) => manifest)));
  const old = byText(before.filter(({ manifest }) => inAfter?.has(manifest) !== true));
  const fresh = byText(after.filter(({ manifest }) => inBefore?.has(manifest) !== true));
  return [...old, ...fresh].filter(([text]) => !(old.has(text) && fresh.has(text))).map(([, document]) => document);
}

function byText(documents: readonly PolicyDocument[]): ReadonlyMap<string, PolicyDocument> {
  return new Map(documents.map((document) => [JSON.stringify(document.manifest), document]));
}

/** `namespace/name` of a policy of networking.k8s.io; undefined for all else. */
function plainName({ manifest }: PolicyDocument): string | undefined {
  if (field(manifest, 'apiVersion') !== 'networking.k8s.io/v1' || field(manifest, 'kind') !== 'NetworkPolicy')
    return undefined;
  const metadata = field(manifest, 'metadata');
  const name = field(metadata, 'name');
  const namespace = field(metadata, 'namespace') ?? 'default';
  return typeof name === 'string' && typeof namespace === 'string' ? `${namespace}/${name}` : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

interface Wanted {
  readonly direction: Direction;
  readonly workloads: readonly JudgedWorkload[];
}

function selected(
  sets: readonly CompiledPolicies[],
  names: ReadonlySet<string | undefined>,
  { direction, workloads }: Wanted,
): ReadonlySet<JudgedWorkload> {
  const found = new Set<JudgedWorkload>();
  for (const { policies, namespaces } of sets) {
    const here = policies.filter(({ name, sections }) => names.has(name) && sections[direction].declared);
    const byNamespace = new Map<string | undefined, typeof here>();
    for (const policy of here)
      byNamespace.set(policy.namespace, [...(byNamespace.get(policy.namespace) ?? []), policy]);
    for (const workload of workloads) {
      // A policy of networking.k8s.io selects pods of its own namespace alone.
      const near = byNamespace.get(workload.namespace) ?? [];
      const pods = near.length === 0 ? [] : podsOf(workload);
      if (near.some(({ subjects }) => pods.some((pod) => matchPods(subjects, pod, namespaces) !== 'no')))
        found.add(workload);
    }
  }
  return found;
}

/** Whether a change can concern connections of an endpoint, as the one side and as the other. */
export interface Concerns {
  readonly client: (endpoint: Endpoint) => boolean;
  readonly server: (endpoint: Endpoint) => boolean;
}

/**
 * Where the policies of neither side change, no verdict can. Nodes and single outside addresses have no policies of
 * networking.k8s.io, unless they may be a Service's, behind which are pods; a block may hold pods, and of what else there is
 * nobody knows whose it is.
 */
export function concernedBy(
  { workloads, services }: Pick<Cluster, 'workloads' | 'services'>,
  subjects: ChangedSubjects,
): Concerns {
  if (subjects.kind === 'all') return { client: () => true, server: () => true };
  const outsideServices = services.some(({ externalAddresses = [] }) => externalAddresses.length > 0);
  const outside = (changed: ReadonlySet<JudgedWorkload>, hasNone: boolean) => {
    const untouched = new Set(workloads.filter((workload) => !changed.has(workload)).map(keyOf));
    return (endpoint: Endpoint) => !isUntouched(endpoint, untouched, hasNone);
  };
  return { client: outside(subjects.egress, true), server: outside(subjects.ingress, !outsideServices) };
}

/** `outsideIsNobody`: whether no single address outside and no node can stand for pods. */
function isUntouched(endpoint: Endpoint, untouched: ReadonlySet<string>, outsideIsNobody: boolean): boolean {
  switch (endpoint.kind) {
    case 'workload':
      return untouched.has(endpointKey(endpoint));
    case 'external':
      return outsideIsNobody && isSingleAddress(endpoint.cidr);
    case 'node':
      return outsideIsNobody;
    case 'service':
    case 'unknown':
      return false;
  }
}

function isSingleAddress(cidr: string): boolean {
  const range = parseCidr(cidr);
  return range !== undefined && range.prefix === addressBits(range.family);
}

function keyOf({ namespace, kind, name }: JudgedWorkload): string {
  return endpointKey({ kind: 'workload', namespace, workloadKind: kind, name });
}

/** Of pods that are gone as well, as a judge asks about them where no other is left. */
export function podsOf(workload: JudgedWorkload): readonly PodEndpoint[] {
  return podsOfWorkloads([
    { ...workload, variants: workload.variants.map((variant) => ({ ...variant, current: true })) },
  ]);
}
