// Policy manifests of every API, kept as they were written; understanding them is the policy stage's work.
import type { Diagnostic } from '../base/diagnostic.ts';
import type { PolicyDocument } from './kubernetes-objects.ts';
import { isShallow, type KubernetesDocument, parseDocuments } from './parse-documents.ts';

/** By group: what policies refer to and cannot be understood without. Other groups have kinds of these names too. */
const REFERRED_TO: ReadonlyMap<string, readonly string[]> = new Map([
  ['projectcalico.org', ['Tier', 'NetworkSet', 'GlobalNetworkSet']],
  ['crd.projectcalico.org', ['Tier', 'NetworkSet', 'GlobalNetworkSet']],
  ['cilium.io', ['CiliumCIDRGroup']],
]);

/** NetworkPolicy of any group, in whatever case, and Admin-, Cluster-, Cilium-, Global-, StagedNetworkPolicy and so on, and what they refer to. */
export function isPolicyObject({ apiVersion, kind }: Pick<KubernetesDocument, 'apiVersion' | 'kind'>): boolean {
  const [group = ''] = apiVersion.split('/');
  return /networkpolicy$/i.test(kind) || (REFERRED_TO.get(group) ?? []).includes(kind);
}

/** The document as it is, or why it cannot be handed on. */
export function readPolicyDocument(document: KubernetesDocument): PolicyDocument | Diagnostic {
  if (isShallow(document.manifest)) return { place: document.place, manifest: document.manifest };
  return {
    code: 'policy-too-deep',
    level: 'error',
    message: `the ${document.kind} is nested deeper than Kubernetes accepts`,
    place: document.place,
    mend: 'remove it or write it anew',
  };
}

/** Documents in the order of the text; objects of other kinds are passed over. */
export function parsePolicyDocuments(input: { readonly text: string; readonly source: string }): {
  readonly documents: readonly PolicyDocument[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const parsed = parseDocuments(input);
  const documents: PolicyDocument[] = [];
  const diagnostics = [...parsed.diagnostics];
  for (const document of parsed.documents.filter(isPolicyObject)) {
    const read = readPolicyDocument(document);
    if ('manifest' in read) documents.push(read);
    else diagnostics.push(read);
  }
  return { documents, diagnostics };
}
