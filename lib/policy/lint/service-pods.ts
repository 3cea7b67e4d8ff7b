// The pods behind a Service, and the ports on which they answer for it.

import { canonicalAddress } from '../../net/address.ts';
import type { Service, ServicePort } from '../../sources/kubernetes-objects.ts';
import type { ServiceAddress } from '../model.ts';
import type { PodEndpoint } from '../pod-match.ts';

/** None for a Service without a selector: its endpoints are somebody else's. */
export function podsBehind({ meta, selector }: Service, pods: readonly PodEndpoint[]): readonly PodEndpoint[] {
  const wanted = Object.entries(selector ?? {});
  if (wanted.length === 0) return [];
  return pods.filter(
    ({ namespace, labels }) =>
      namespace === meta.namespace &&
      wanted.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value),
  );
}

/** Undefined where the pod does not declare the name. */
export function targetNumber({ targetPort, protocol }: ServicePort, { ports }: PodEndpoint): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  return ports.find((own) => own.name === targetPort && own.protocol === protocol)?.port;
}

export function serviceName({ meta }: Service): string {
  return `${meta.namespace}/${meta.name}`;
}

/** As a client addresses it. */
export function serviceAddress({ clusterAddresses, selector }: Service, port: number): ServiceAddress {
  const addresses = clusterAddresses.flatMap((address) => canonicalAddress(address) ?? []);
  return { addresses, port, ...(selector === undefined ? {} : { selector }) };
}
