// The pods behind a Service, and the ports on which they answer for it.

import type { PodEndpoint } from '../pod-match.ts';
import type { LintService, LintServicePort } from './lint-input.ts';

/** None for a Service without a selector: its endpoints are somebody else's. */
export function podsBehind(
  { namespace: own, selector }: LintService,
  pods: readonly PodEndpoint[],
): readonly PodEndpoint[] {
  const wanted = Object.entries(selector ?? {});
  if (wanted.length === 0) return [];
  return pods.filter(
    ({ namespace, labels }) =>
      namespace === own && wanted.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value),
  );
}

/** Undefined where the pod does not declare the name. */
export function targetNumber({ targetPort, protocol }: LintServicePort, { ports }: PodEndpoint): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  return ports.find((own) => own.name === targetPort && own.protocol === protocol)?.port;
}

export function serviceName({ namespace, name }: LintService): string {
  return `${namespace}/${name}`;
}
