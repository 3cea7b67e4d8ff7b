// The kustomization.yaml beside the written policies.
import { stringify } from 'yaml';
import { uniqueSorted } from '../base/order.ts';

/** `files`: paths relative to the kustomization, written in their order as text. */
export function formatKustomization(files: readonly string[]): string {
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: uniqueSorted(files),
  };
  return stringify(kustomization, { lineWidth: 0, version: '1.1' });
}

/** `<namespace>/<policy>.yaml`. */
export function policyPath({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}.yaml`;
}
