// Policies as the evaluator takes them, from the report or from text that somebody edits.
import type { Diagnostic } from '../../base/diagnostic.ts';
import { compilePolicies } from '../../policy/compile.ts';
import type { CompiledPolicies } from '../../policy/compiled.ts';
import { type Judge, makeJudge } from '../../report/judge.ts';
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import type { Cluster } from './cluster.ts';
import { type DraftReader, makeDraftReader, type ReadDraft } from './draft-reader.ts';
import type { PassedOver, PolicySource } from './messages.ts';
import type { Work } from './work.ts';

export interface PolicySet {
  readonly documents: readonly PolicyDocument[];
  readonly compiled: CompiledPolicies;
  readonly judge: Judge;
  /** Of reading, then of understanding. */
  readonly diagnostics: readonly Diagnostic[];
  readonly passedOver: readonly PassedOver[];
  /** Documents that nothing is known of: no verdict can be given, as any of them could be a policy. */
  readonly unread: readonly Diagnostic[];
}

export interface PolicySets {
  readonly of: (source: PolicySource) => Work<PolicySet>;
  readonly reader: DraftReader;
}

/** Remembers the report's two sets, and the last draft, as one draft is asked about many times. */
export function makePolicySets(cluster: Cluster): PolicySets {
  const { current, recommended } = cluster.document.policies;
  const reader = makeDraftReader();
  const remembered = new Map<PolicySource['kind'], PolicySet>();
  let lastDraft: string | undefined;

  function* of(source: PolicySource): Work<PolicySet> {
    const known = remembered.get(source.kind);
    if (known !== undefined && (source.kind !== 'draft' || source.text === lastDraft)) return known;
    const set =
      source.kind === 'draft'
        ? compiledSet(yield* reader.read(source.text), cluster)
        : manifestSet({ current, recommended }[source.kind], cluster);
    remembered.set(source.kind, set);
    if (source.kind === 'draft') lastDraft = source.text;
    return set;
  }

  return { of, reader };
}

export function manifestSet(manifests: readonly object[], cluster: Cluster): PolicySet {
  const documents = manifests.map((manifest) => ({ place: { source: 'report' }, manifest }));
  return compiledSet({ documents, diagnostics: [], passedOver: [] }, cluster);
}

/** Compiled when it is first asked, as documents alone may tell that nothing changes. */
export function compiledSet(
  { documents, diagnostics, passedOver }: ReadDraft,
  { workloads, namespaces, services, pods, dataplane }: Cluster,
): PolicySet {
  const compiled = once(() => compilePolicies({ documents, namespaces, pods }));
  const judge = once(() => makeJudge({ workloads, policies: compiled(), dataplane, services }));
  return {
    ...{ documents, passedOver, unread: diagnostics.filter(({ level }) => level === 'error') },
    get compiled() {
      return compiled();
    },
    get diagnostics() {
      return [...diagnostics, ...compiled().diagnostics];
    },
    judge: (question) => judge()(question),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
