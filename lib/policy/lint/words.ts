// Names as lint messages show them: the first few, and how many more.
import { uniqueSorted } from '../../base/order.ts';
import { formatCidr } from '../../net/cidr.ts';
import type { CompiledBlock } from '../compiled.ts';
import { namesEvidence, namesText } from '../dataplanes/finding.ts';
import type { PodEndpoint } from '../pod-match.ts';

export function podNames(pods: readonly PodEndpoint[]): readonly string[] {
  return uniqueSorted(pods.map(({ namespace, name }) => `${namespace}/${name}`));
}

/** `shop/a, shop/b, shop/c and 4 more`. */
export function podsText(pods: readonly PodEndpoint[]): string {
  return namesText(podNames(pods));
}

export function podsEvidence(pods: readonly PodEndpoint[]): Readonly<Record<string, unknown>> {
  return { pods: namesEvidence(podNames(pods)) };
}

export function blockText({ cidr }: CompiledBlock): string {
  return formatCidr(cidr);
}
