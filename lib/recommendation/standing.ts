// Which of the current policies stay in force beside the recommended ones: those of every other API.
import type { PolicyDocument } from '../sources/kubernetes-objects.ts';

/** `extensions/v1beta1` is what the API was called before. */
const REPLACED_GROUPS = ['networking.k8s.io/', 'extensions/'];

/**
 * In their order. The recommendation takes the place of NetworkPolicies; policies of other APIs, and the objects that
 * these refer to, it leaves alone. A document without an API is taken for a NetworkPolicy, as readers of policies do.
 */
export function standingDocuments(documents: readonly PolicyDocument[]): readonly PolicyDocument[] {
  return documents.filter((document) => {
    const group = apiVersionOf(document);
    return group !== undefined && !REPLACED_GROUPS.some((replaced) => group.startsWith(replaced));
  });
}

function apiVersionOf({ manifest }: PolicyDocument): string | undefined {
  const value: unknown =
    typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'apiVersion') : undefined;
  return typeof value === 'string' ? value : undefined;
}
