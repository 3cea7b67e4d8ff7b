// Calico's staged policies: never enforced, and what they would be if they were.
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import { DEFAULT_NAMESPACE, DEFAULT_TIER_NAME, isCalicoGroup, policyName, rootOf, textIn } from './calico-names.ts';
import { isObject, propertyOf } from './manifest-reader.ts';
import type { PolicyReader } from './policy-reader.ts';

/** "The only difference between this policy and the ... Kubernetes version is that the apiVersion and kind are changed." */
const ENFORCED: ReadonlyMap<unknown, { readonly kind: string; readonly apiVersion?: string }> = new Map([
  ['StagedNetworkPolicy', { kind: 'NetworkPolicy' }],
  ['StagedGlobalNetworkPolicy', { kind: 'GlobalNetworkPolicy' }],
  ['StagedKubernetesNetworkPolicy', { kind: 'NetworkPolicy', apiVersion: 'networking.k8s.io/v1' }],
]);

/** "These rules are used to preview network behavior and do not enforce network traffic." */
export const STAGED: PolicyReader = {
  claims: (apiVersion, kind) => isCalicoGroup(apiVersion) && ENFORCED.has(kind),
  prepare: () => (document) => {
    const root = rootOf(document);
    const { namespace, name } = identify(document);
    const title = `Calico ${String(propertyOf(root, 'kind').value)} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
    const message = `${title} is staged: it is not enforced`;
    const mend = 'ask with --staged what it would do';
    const diagnostics = [{ code: 'policy-staged', level: 'info', message, place: document.place, mend }] as const;
    return { name: title, policies: [], unreadable: [], diagnostics };
  },
};

/**
 * The policies as they would be with the staged ones enforced: each takes the place of the one that it is a draft of, or
 * takes it away (`stagedAction: Delete`); those that are only learned or to be ignored stay as they are. In the order
 * of the documents, the enforced forms last.
 */
export function enforceStaged(documents: readonly PolicyDocument[]): readonly PolicyDocument[] {
  const drafts = documents.flatMap((document) => {
    const action = stagedAction(document);
    const enforced = action === 'Set' || action === 'Delete' ? enforcedForm(document) : undefined;
    return enforced === undefined ? [] : [{ document, action, enforced }];
  });
  const handled = new Set(drafts.map(({ document }) => document));
  const replaced = new Set(drafts.map(({ enforced }) => identify(enforced).key));
  const kept = documents.filter((document) => !handled.has(document) && !replaced.has(identify(document).key));
  return [...kept, ...drafts.filter(({ action }) => action === 'Set').map(({ enforced }) => enforced)];
}

/** Undefined where the document is no staged policy, or hides what it is. */
function enforcedForm({ place, manifest }: PolicyDocument): PolicyDocument | undefined {
  const root = rootOf({ place, manifest });
  const form = ENFORCED.get(propertyOf(root, 'kind').value);
  const isStaged = form !== undefined && isCalicoGroup(String(propertyOf(root, 'apiVersion').value));
  if (!isStaged || !isObject(manifest)) return undefined;
  const { spec } = manifest;
  if (!isObject(spec)) return { place, manifest: { ...manifest, ...form } };
  const { stagedAction: _, ...rest } = spec;
  return { place, manifest: { ...manifest, ...form, spec: rest } };
}

/** "The staged action. If this is omitted, the default is Set." */
function stagedAction(document: PolicyDocument): string {
  return textIn(propertyOf(propertyOf(rootOf(document), 'spec'), 'stagedAction')) ?? 'Set';
}

/** `key` is one for the forms of one policy in both groups of Calico. */
function identify(document: PolicyDocument): {
  readonly key: string;
  readonly namespace: string | undefined;
  readonly name: string;
} {
  const root = rootOf(document);
  const kind = String(propertyOf(root, 'kind').value);
  const apiVersion = String(propertyOf(root, 'apiVersion').value);
  const metadata = propertyOf(root, 'metadata');
  const isGlobal = kind.includes('Global');
  const namespace = isGlobal ? undefined : (textIn(propertyOf(metadata, 'namespace')) ?? DEFAULT_NAMESPACE);
  const tier = textIn(propertyOf(propertyOf(root, 'spec'), 'tier')) ?? DEFAULT_TIER_NAME;
  const written = textIn(propertyOf(metadata, 'name')) ?? '?';
  const name = isCalicoGroup(apiVersion) ? policyName({ apiVersion, name: written, tier }) : written;
  const group = isCalicoGroup(apiVersion) ? 'calico' : apiVersion;
  return { key: `${group} ${kind} ${namespace ?? ''}/${name}`, namespace, name };
}
