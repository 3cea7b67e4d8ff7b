// The pods behind a Service, and the port that each of them is asked on: what a client of the Service reaches.
import type { PodVariant } from '../identity/workload.ts';
import type { ServiceAddress } from '../policy/model.ts';
import type { Labels } from '../sources/kubernetes-objects.ts';
import type { ReportService } from './document.ts';
import type { JudgedWorkload } from './pieces.ts';

/** `workload` has only those of its pods that stand behind the Service and listen on `port`. */
export type Backend =
  | { readonly kind: 'pods'; readonly workload: JudgedWorkload; readonly port: number }
  | { readonly kind: 'address'; readonly address: string; readonly port: number };

export type Backends =
  /** `via` is undefined for a headless Service: its clients address the pods. */
  | { readonly kind: 'backends'; readonly via: ServiceAddress | undefined; readonly backends: readonly Backend[] }
  | { readonly kind: 'unusable'; readonly reason: string };

export interface ServicePortQuestion {
  readonly protocol: string;
  /** The Service's own. */
  readonly port: number;
}

/** Backends are in the order of the workloads, their variants, then of the addresses. */
export function backendsOf(
  service: ReportService,
  asked: ServicePortQuestion,
  workloads: readonly JudgedWorkload[],
): Backends {
  const { namespace, name, addresses, selector } = service;
  const id = `svc/${namespace}/${name}`;
  const targetPort = targetPortOf(service, asked);
  if (targetPort === undefined) {
    const ports = service.ports.map(({ protocol, port }) => `${protocol}/${port}`).join(', ');
    return { kind: 'unusable', reason: `${id} has no ${asked.protocol}/${asked.port}, only ${ports || 'no ports'}` };
  }
  const backends =
    selector === undefined
      ? addressBackends(service, asked)
      : workloads
          .filter((workload) => workload.namespace === namespace)
          .flatMap((workload) => podBackends(workload, { selector, targetPort, protocol: asked.protocol }));
  if (backends.length === 0) return { kind: 'unusable', reason: `nothing is known to stand behind ${id}` };
  const via = { addresses, port: asked.port, ...(selector === undefined ? {} : { selector }) };
  return { kind: 'backends', via: addresses.length === 0 ? undefined : via, backends };
}

/** Undefined where the Service has no such port. "Headless": nothing translates ports, clients name those of pods. */
function targetPortOf({ addresses, ports }: ReportService, asked: ServicePortQuestion): number | string | undefined {
  if (addresses.length === 0) return asked.port;
  return ports.find(({ protocol, port }) => protocol === asked.protocol && port === asked.port)?.targetPort;
}

interface Wanted {
  readonly selector: Labels;
  readonly targetPort: number | string;
  readonly protocol: string;
}

function podBackends(workload: JudgedWorkload, { selector, targetPort, protocol }: Wanted): readonly Backend[] {
  return workload.variants.flatMap((variant): readonly Backend[] => {
    if (!variant.current || !selects(selector, variant)) return [];
    const port = numberOf(targetPort, protocol, variant);
    return port === undefined ? [] : [{ kind: 'pods', workload: { ...workload, variants: [variant] }, port }];
  });
}

function selects(selector: Labels, { labels }: PodVariant): boolean {
  return Object.entries(selector).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}

/** A named target port is looked up in each pod, whose numbers may differ. */
function numberOf(targetPort: number | string, protocol: string, { ports }: PodVariant): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  return ports.find((port) => port.name === targetPort && port.protocol === protocol)?.port;
}

/** Of a Service without a selector the slices say what stands behind it, such as the API servers. */
function addressBackends({ ports, endpoints = [] }: ReportService, asked: ServicePortQuestion): readonly Backend[] {
  const ofProtocol = ports.filter(({ protocol }) => protocol === asked.protocol);
  const target = ofProtocol.find(({ port }) => port === asked.port)?.targetPort;
  return endpoints
    .filter(({ protocol, port }) => protocol === asked.protocol && (ofProtocol.length === 1 || port === target))
    .flatMap(({ addresses, port }) => addresses.map((address): Backend => ({ kind: 'address', address, port })));
}
