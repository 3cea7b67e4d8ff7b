// Cilium's policies from short descriptions, and what reading them says.
import { CILIUM } from '../../../lib/policy/apis/cilium.ts';
import type { PolicyReading } from '../../../lib/policy/apis/policy-reader.ts';
import { documents } from '../policy-world.ts';

export function read(value: unknown, ...others: readonly unknown[]): PolicyReading {
  const all = documents(value, ...others);
  const [document] = all;
  if (document === undefined) throw new Error('nothing to read');
  return CILIUM.prepare(all, new Map())(document);
}

/** `code message`, of each diagnostic. */
export function saidOf(value: unknown): readonly string[] {
  return read(value).diagnostics.map(({ code, message }) => `${code} ${message}`);
}

export function namespaced(spec: unknown, metadata: unknown = { name: 'p', namespace: 'shop' }): unknown {
  return { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata, spec };
}

export function clusterwide(spec: unknown, metadata: unknown = { name: 'p' }): unknown {
  return { apiVersion: 'cilium.io/v2', kind: 'CiliumClusterwideNetworkPolicy', metadata, spec };
}

export function ingress(rule: unknown): unknown {
  return namespaced({ endpointSelector: {}, ingress: [rule] });
}

export function egress(rule: unknown): unknown {
  return namespaced({ endpointSelector: {}, egress: [rule] });
}

export function toPorts(entry: unknown): unknown {
  return egress({ toPorts: [entry] });
}

export function port(entry: unknown): unknown {
  return toPorts({ ports: [entry] });
}
