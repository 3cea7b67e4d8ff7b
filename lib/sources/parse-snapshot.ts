// One export of a cluster's objects: each object read by itself, so that a damaged one costs no other.
import type { z } from 'zod';
import type { Diagnostic } from '../base/diagnostic.ts';
import type { Snapshot } from './kubernetes-objects.ts';
import {
  controllerSchema,
  endpointSliceSchema,
  namespaceSchema,
  nodeSchema,
  podSchema,
  serviceSchema,
} from './object-schemas.ts';
import { isObject, type KubernetesDocument, parseDocuments } from './parse-documents.ts';
import { isPolicyObject, readPolicyDocument } from './parse-policies.ts';
import { readController, readEndpointSlice, readNamespace, readNode, readPod, readService } from './read-objects.ts';

export interface ParsedSnapshot {
  readonly snapshot: Snapshot;
  readonly diagnostics: readonly Diagnostic[];
}

type Draft = { -readonly [K in keyof Snapshot]: Snapshot[K] extends readonly (infer T)[] ? T[] : Snapshot[K] };

interface Reading {
  readonly draft: Draft;
  readonly diagnostics: Diagnostic[];
  /** Of each pod uid: where in the list it is, and its version. */
  readonly podVersions: Map<string, { readonly index: number; readonly version: string }>;
}

/** The kinds that owner chains go through or end in. */
const CONTROLLER_KINDS: ReadonlySet<string> = new Set([
  'ReplicaSet',
  'ReplicationController',
  'Deployment',
  'Rollout',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
]);

export function parseSnapshot(input: {
  readonly text: string;
  readonly source: string;
  readonly timeSeconds: number;
}): ParsedSnapshot {
  const parsed = parseDocuments(input);
  const { source, timeSeconds } = input;
  const lists = {
    pods: [],
    namespaces: [],
    nodes: [],
    services: [],
    endpointSlices: [],
    controllers: [],
    policies: [],
  };
  const reading: Reading = {
    draft: { source, timeSeconds, ...lists },
    diagnostics: [...parsed.diagnostics],
    podVersions: new Map(),
  };
  for (const document of parsed.documents) readDocument(document, reading);
  reading.diagnostics.push(...missingKinds(reading.draft));
  return { snapshot: reading.draft, diagnostics: reading.diagnostics };
}

type Reader = (document: KubernetesDocument, reading: Reading) => void;

function reader<T extends z.ZodType>(schema: T, add: (raw: z.output<T>, reading: Reading) => unknown): Reader {
  return (document, reading) => {
    const result = schema.safeParse(document.manifest);
    if (result.success) add(result.data, reading);
    else reading.diagnostics.push(damaged(document, result.error));
  };
}

/** Kinds are told apart with their group: a Knative Service is no Service. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  ['/Pod', reader(podSchema, addPod)],
  ['/Namespace', reader(namespaceSchema, (raw, { draft }) => draft.namespaces.push(readNamespace(raw)))],
  ['/Node', reader(nodeSchema, (raw, { draft }) => draft.nodes.push(readNode(raw)))],
  ['/Service', reader(serviceSchema, (raw, { draft }) => draft.services.push(readService(raw)))],
  [
    'discovery.k8s.io/EndpointSlice',
    reader(endpointSliceSchema, (raw, { draft }) => draft.endpointSlices.push(readEndpointSlice(raw))),
  ],
]);

function readDocument(document: KubernetesDocument, reading: Reading): void {
  const { apiVersion, kind } = document;
  const read = READERS.get(`${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}/${kind}`);
  if (read !== undefined) read(document, reading);
  else if (isPolicyObject(document)) readPolicy(document, reading);
  else if (CONTROLLER_KINDS.has(kind)) {
    reader(controllerSchema, (raw, { draft }) => draft.controllers.push(readController(kind, raw)))(document, reading);
  }
}

function readPolicy(document: KubernetesDocument, { draft, diagnostics }: Reading): void {
  const policy = readPolicyDocument(document);
  if ('manifest' in policy) draft.policies.push(policy);
  else diagnostics.push(policy);
}

/** "kubectl pages large lists": a pod may be listed twice, then its newest version counts, or the last where none is newer. */
function addPod(raw: z.output<typeof podSchema>, reading: Reading): void {
  const pod = readPod(raw);
  const version = raw.metadata.resourceVersion ?? '';
  const known = reading.podVersions.get(pod.meta.uid);
  if (known !== undefined && isNewer(known.version, version)) return;
  const index = known?.index ?? reading.draft.pods.length;
  reading.draft.pods[index] = pod;
  reading.podVersions.set(pod.meta.uid, { index, version });
}

/** Resource versions are decimal numbers of any length; others cannot be compared. */
function isNewer(left: string, right: string): boolean {
  const comparable = /^\d+$/.test(left) && /^\d+$/.test(right);
  return comparable && BigInt(left) > BigInt(right);
}

function damaged({ manifest, kind, place }: KubernetesDocument, error: z.ZodError): Diagnostic {
  const metadata = isObject(manifest.metadata) ? manifest.metadata : {};
  const names = [metadata.namespace, metadata.name].filter((part) => typeof part === 'string');
  const issue = error.issues[0];
  const path = issue === undefined ? '' : issue.path.map(String).join('.');
  return {
    code: 'object-damaged',
    level: 'warning',
    message: `${kind} ${JSON.stringify(names.join('/'))} is left out: ${path} ${issue?.message ?? 'cannot be read'}`,
    place,
    mend: 'export it again as kubectl prints it',
  };
}

function missingKinds(snapshot: Snapshot): readonly Diagnostic[] {
  const missing = (['pods', 'namespaces'] as const).filter((list) => snapshot[list].length === 0);
  return missing.map((list) => ({
    code: 'snapshot-incomplete',
    level: 'error',
    message: `the snapshot holds no ${list}`,
    place: { source: snapshot.source },
    mend: 'export pods and namespaces of all namespaces: kubectl get pods,namespaces,… -A -o json',
  }));
}
