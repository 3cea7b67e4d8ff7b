// Which workloads a change of policies can concern at all, so that only they are asked about.
import type { CompiledPolicies } from '../../policy/compiled.ts';
import type { Direction } from '../../policy/model.ts';
import { matchPods, type PodEndpoint } from '../../policy/pod-match.ts';
import { podsOfWorkloads } from '../../policy/workload-pods.ts';
import type { JudgedWorkload } from '../../report/pieces.ts';
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
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
  const old = byText(before.documents);
  const fresh = byText(after.documents);
  const changed = [...old, ...fresh]
    .filter(([text]) => !(old.has(text) && fresh.has(text)))
    .map(([, document]) => document);
  const names = changed.map(plainName);
  const unreadable = new Set([...before.compiled.unreadable, ...after.compiled.unreadable].map(({ name }) => name));
  if (names.some((name) => name === undefined || unreadable.has(name))) return { kind: 'all' };
  const concerned = (direction: Direction) =>
    selected([before.compiled, after.compiled], new Set(names), { direction, workloads });
  return { kind: 'some', egress: concerned('egress'), ingress: concerned('ingress') };
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
    for (const workload of workloads) {
      if (here.some(({ subjects }) => podsOf(workload).some((pod) => matchPods(subjects, pod, namespaces) !== 'no')))
        found.add(workload);
    }
  }
  return found;
}

/** Of pods that are gone as well, as a judge asks about them where no other is left. */
export function podsOf(workload: JudgedWorkload): readonly PodEndpoint[] {
  return podsOfWorkloads([
    { ...workload, variants: workload.variants.map((variant) => ({ ...variant, current: true })) },
  ]);
}
