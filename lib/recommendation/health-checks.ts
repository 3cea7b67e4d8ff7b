// What load balancers ask of the pods behind them: their health checks, which no flow log needs to show to be needed.
import { type Cidr, parseCidr } from '../net/cidr.ts';
import { isPortNumber } from '../net/port-set.ts';
import type { Service, ServicePort } from '../sources/kubernetes-objects.ts';
import { type Cluster, isRecommended } from './cluster.ts';
import { ipBlockOf, profilesOf } from './dataplane-classes.ts';
import type { PortManifest } from './manifests.ts';
import type { Subject } from './subjects.ts';

export interface HealthCheck {
  readonly subject: Subject;
  /** `namespace/name`. */
  readonly service: string;
  readonly block: Cidr;
  readonly port: PortManifest;
  /** Whether the dataplane takes an ingress rule with that block. */
  readonly expressible: boolean;
}

/** By the order of the subjects, their Services as given, and ports. */
export function healthChecksOf(cluster: Cluster): readonly HealthCheck[] {
  const behind = cluster.services.filter(({ type, selector }) => type === 'LoadBalancer' && selector !== undefined);
  return cluster.subjects
    .filter(({ namespace }) => isRecommended(cluster, namespace))
    .flatMap((subject) => {
      const profiles = profilesOf(subject, cluster);
      const ranges = new Set(profiles.flatMap(({ data }) => data.healthChecks.map(({ is }) => is)));
      if (ranges.size === 0) return [];
      const expressible = profiles.every((profile) => ipBlockOf(profile, 'ingress') === 'supported');
      return behind.flatMap((service) =>
        targetPorts(service, subject).flatMap((port) =>
          [...ranges].flatMap((range) => {
            const block = parseCidr(range);
            const name = `${service.meta.namespace}/${service.meta.name}`;
            return block === undefined ? [] : [{ subject, service: name, block, port, expressible }];
          }),
        ),
      );
    });
}

/** The ports of the subject's pods that the Service sends to; none where it selects other pods. */
export function targetPorts({ meta, selector, ports }: Service, subject: Subject): readonly PortManifest[] {
  if (meta.namespace !== subject.namespace || selector === undefined) return [];
  const wanted = Object.entries(selector);
  const pods = subject.members
    .flatMap(({ variants }) => variants)
    .filter(({ labels }) => wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value));
  const found = new Map<string, PortManifest>();
  for (const pod of pods) {
    for (const port of ports) {
      const number = targetNumber(port, pod.ports);
      if (number !== undefined && isPortNumber(number))
        found.set(`${port.protocol}/${number}`, { protocol: port.protocol, port: number });
    }
  }
  return [...found.values()];
}

function targetNumber(
  { targetPort, protocol }: ServicePort,
  declared: Subject['members'][number]['variants'][number]['ports'],
): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  return declared.find((port) => port.name === targetPort && port.protocol === protocol)?.port;
}
