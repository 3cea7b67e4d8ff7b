// The shape of the Kubernetes objects, as far as their fields are used; absent and null mean the same.
import { z } from 'zod';
import { canonicalAddress } from '../net/address.ts';
import { parseTimeSeconds } from './rfc3339.ts';

const text = z.string().nullish();

const name = z.string().min(1);

/** Exports that were trimmed keep empty texts where there was nothing. */
const time = text.transform((value, context) => {
  if (value === undefined || value === null || value === '') return undefined;
  const seconds = parseTimeSeconds(value);
  if (seconds === undefined) context.addIssue({ code: 'custom', message: 'is no RFC 3339 time' });
  return seconds;
});

const address = z.string().transform((value, context) => {
  const canonical = canonicalAddress(value);
  if (canonical === undefined) context.addIssue({ code: 'custom', message: 'is no IP address' });
  return canonical ?? '';
});

/** Empty until allocated. */
const optionalAddress = z.union([z.literal('').transform(() => undefined), address]).nullish();

function listOf<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);
}

const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});

const ownerReference = z.object({
  apiVersion: z.string(),
  kind: name,
  name,
  uid: z.string(),
  controller: z.boolean().nullish(),
});

const metadata = z.object({
  name,
  namespace: text,
  uid: text,
  resourceVersion: text,
  labels,
  ownerReferences: listOf(ownerReference),
  creationTimestamp: time,
  deletionTimestamp: time,
});

export type RawMetadata = z.output<typeof metadata>;

const protocol = z
  .enum(['TCP', 'UDP', 'SCTP'])
  .nullish()
  .transform((value) => value ?? ('TCP' as const));

const portNumber = z.int().min(1).max(65_535);
const portOrName = z.union([portNumber, name]);

const containerPort = z.object({
  name: text,
  protocol,
  containerPort: portNumber,
  hostPort: z.int().min(0).max(65_535).nullish(),
});

const probeAction = z.object({ port: portOrName }).nullish();
const probe = z.object({ httpGet: probeAction, tcpSocket: probeAction, grpc: probeAction }).nullish();

const container = z.object({
  name: text,
  image: text,
  ports: listOf(containerPort),
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  restartPolicy: text,
});

export type RawContainer = z.output<typeof container>;

const containerStatus = z.object({
  state: z.object({ terminated: z.object({ finishedAt: time }).nullish() }).nullish(),
});

const addressEntries = listOf(z.object({ ip: optionalAddress }));

export const podSchema = z.object({
  metadata,
  spec: z.object({
    nodeName: text,
    hostNetwork: z.boolean().nullish(),
    runtimeClassName: text,
    serviceAccountName: text,
    containers: listOf(container),
    initContainers: listOf(container),
  }),
  status: z
    .object({
      phase: text,
      podIP: optionalAddress,
      podIPs: addressEntries,
      hostIP: optionalAddress,
      hostIPs: addressEntries,
      startTime: time,
      containerStatuses: listOf(containerStatus),
      initContainerStatuses: listOf(containerStatus),
    })
    .nullish(),
});

export const namespaceSchema = z.object({ metadata });

export const controllerSchema = z.object({ metadata });

export const nodeSchema = z.object({
  metadata,
  spec: z
    .object({
      podCIDR: text,
      podCIDRs: listOf(z.string()),
      providerID: text,
      taints: listOf(z.object({ key: z.string() })),
    })
    .nullish(),
  status: z
    .object({
      addresses: listOf(z.object({ type: z.string(), address: z.string() })),
      nodeInfo: z
        .object({
          kubeletVersion: text,
          kernelVersion: text,
          osImage: text,
          operatingSystem: text,
          containerRuntimeVersion: text,
        })
        .nullish(),
    })
    .nullish(),
});

const servicePort = z.object({
  name: text,
  protocol,
  port: portNumber,
  targetPort: z
    .union([z.literal(0).transform(() => undefined), z.literal('').transform(() => undefined), portOrName])
    .nullish(),
  nodePort: z.int().min(0).max(65_535).nullish(),
});

export const serviceSchema = z.object({
  metadata,
  spec: z.object({
    type: text,
    selector: z.record(z.string(), z.string()).nullish(),
    clusterIP: text,
    clusterIPs: listOf(z.string()),
    externalIPs: listOf(address),
    loadBalancerIP: optionalAddress,
    ports: listOf(servicePort),
  }),
  status: z.object({ loadBalancer: z.object({ ingress: addressEntries }).nullish() }).nullish(),
});

const endpoint = z.object({
  addresses: listOf(z.string()),
  nodeName: text,
  targetRef: z.object({ kind: text, name: text }).nullish(),
});

export const endpointSliceSchema = z.object({
  metadata,
  addressType: text,
  endpoints: listOf(endpoint),
  ports: listOf(z.object({ protocol, port: portNumber.nullish() })),
});
