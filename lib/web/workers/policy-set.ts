// Policies as the evaluator takes them, from the report or from text that somebody edits.
import type { Diagnostic } from '../../base/diagnostic.ts';
import { compilePolicies } from '../../policy/compile.ts';
import type { CompiledPolicies } from '../../policy/compiled.ts';
import { type Judge, makeJudge } from '../../report/judge.ts';
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import { parseDocuments } from '../../sources/parse-documents.ts';
import { isPolicyObject, readPolicyDocument } from '../../sources/parse-policies.ts';
import type { Cluster } from './cluster.ts';
import type { PassedOver, PolicySource } from './messages.ts';

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

export type PolicySets = (source: PolicySource) => PolicySet;

/** Remembers the report's two sets, and the last draft, as one draft is asked about many times. */
export function makePolicySets(cluster: Cluster): PolicySets {
  const { current, recommended } = cluster.document.policies;
  const remembered = new Map<string, PolicySet>();
  return (source) => {
    const key = source.kind === 'draft' ? `draft ${source.text}` : source.kind;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const set =
      source.kind === 'draft'
        ? draftSet(source.text, cluster)
        : manifestSet({ current, recommended }[source.kind], cluster);
    if (source.kind === 'draft')
      for (const old of remembered.keys()) if (old.startsWith('draft ')) remembered.delete(old);
    remembered.set(key, set);
    return set;
  };
}

export function manifestSet(manifests: readonly object[], cluster: Cluster): PolicySet {
  const documents = manifests.map((manifest) => ({ place: { source: 'report' }, manifest }));
  return compiledSet({ documents, diagnostics: [], passedOver: [] }, cluster);
}

const DRAFT = 'draft';

function draftSet(text: string, cluster: Cluster): PolicySet {
  const parsed = parseDocuments({ text, source: DRAFT });
  const documents: PolicyDocument[] = [];
  const diagnostics = [...parsed.diagnostics];
  const passedOver: PassedOver[] = [];
  for (const document of parsed.documents) {
    if (!isPolicyObject(document)) {
      passedOver.push({ kind: document.kind, line: document.place.line });
      continue;
    }
    const read = readPolicyDocument(document);
    if ('manifest' in read) documents.push(read);
    else diagnostics.push(read);
  }
  return compiledSet({ documents, diagnostics, passedOver }, cluster);
}

export function compiledSet(
  { documents, diagnostics, passedOver }: Pick<PolicySet, 'documents' | 'diagnostics' | 'passedOver'>,
  { workloads, namespaces, pods, dataplane }: Cluster,
): PolicySet {
  const compiled = compilePolicies({ documents, namespaces, pods });
  const judge = makeJudge({ workloads, policies: compiled, dataplane });
  const unread = diagnostics.filter(({ level }) => level === 'error');
  return { documents, compiled, judge, diagnostics: [...diagnostics, ...compiled.diagnostics], passedOver, unread };
}
