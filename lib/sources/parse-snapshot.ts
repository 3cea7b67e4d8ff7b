// One export of a cluster's objects: each object read by itself, so that a damaged one costs no other.
import type { z } from 'zod';
import type { Diagnostic } from '../base/diagnostic.ts';
import { isEqual } from '../base/equal.ts';
import type { Pod, Snapshot } from './kubernetes-objects.ts';
import {
  controllerSchema,
  endpointSliceSchema,
  namespaceSchema,
  nodeSchema,
  podSchema,
  serviceSchema,
} from './object-schemas.ts';
import { isObject, type JsonObject, type KubernetesDocument, parseDocuments } from './parse-documents.ts';
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

export interface SnapshotText {
  readonly text: string;
  readonly source: string;
  readonly timeSeconds: number;
}

export function parseSnapshot(input: SnapshotText): ParsedSnapshot {
  return makeSnapshotParser()(input);
}

/**
 * For snapshots one after the other: what is written as in the one before is not read again, as the same object comes
 * of it. Most of a cluster does not change in ten minutes.
 */
export function makeSnapshotParser(): (input: SnapshotText) => ParsedSnapshot {
  const readers = makeReaders();
  return (input) => {
    const { documents, diagnostics } = parseDocuments(input);
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
    const draft: Draft = { source, timeSeconds, ...lists };
    const reading: Reading = { draft, diagnostics: [...diagnostics], podVersions: new Map() };
    for (const document of documents) readDocument(document, readers, reading);
    for (const reader of readers.values()) reader.end();
    reading.diagnostics.push(...missingKinds(draft));
    return { snapshot: draft, diagnostics: reading.diagnostics };
  };
}

interface Reader {
  readonly read: (document: KubernetesDocument, reading: Reading) => void;
  /** Of a snapshot: only what it held is remembered for the next. */
  readonly end: () => void;
}

interface Remembered<T> {
  readonly manifest: JsonObject;
  readonly object: T;
}

function makeReader<S extends z.ZodType, T>(
  schema: S,
  toObject: (raw: z.output<S>, kind: string) => T,
  add: (object: T, reading: Reading) => void,
): Reader {
  let before = new Map<string, Remembered<T>>();
  let now = new Map<string, Remembered<T>>();
  return {
    read(document, reading) {
      const { manifest, kind } = document;
      const name = `${kind} ${namesOf(document).join('/')}`;
      const known = before.get(name);
      if (known !== undefined && isEqual(known.manifest, manifest)) {
        now.set(name, known);
        add(known.object, reading);
        return;
      }
      const result = schema.safeParse(manifest);
      if (!result.success) {
        reading.diagnostics.push(damaged(document, result.error));
        return;
      }
      const object = toObject(result.data, kind);
      now.set(name, { manifest, object });
      add(object, reading);
    },
    end() {
      before = now;
      now = new Map();
    },
  };
}

/** No kind has this name: controllers have many. */
const CONTROLLER = 'controller';

/** Kinds are told apart with their group: a Knative Service is no Service. */
function makeReaders(): ReadonlyMap<string, Reader> {
  const controllers = makeReader(
    controllerSchema,
    (raw, kind) => readController(kind, raw),
    (controller, { draft }) => draft.controllers.push(controller),
  );
  return new Map([
    [
      '/Pod',
      makeReader(podSchema, (raw) => ({ pod: readPod(raw), version: raw.metadata.resourceVersion ?? '' }), addPod),
    ],
    ['/Namespace', makeReader(namespaceSchema, readNamespace, (one, { draft }) => draft.namespaces.push(one))],
    ['/Node', makeReader(nodeSchema, readNode, (one, { draft }) => draft.nodes.push(one))],
    ['/Service', makeReader(serviceSchema, readService, (one, { draft }) => draft.services.push(one))],
    [
      'discovery.k8s.io/EndpointSlice',
      makeReader(endpointSliceSchema, readEndpointSlice, (one, { draft }) => draft.endpointSlices.push(one)),
    ],
    [CONTROLLER, controllers],
  ]);
}

function readDocument(document: KubernetesDocument, readers: ReadonlyMap<string, Reader>, reading: Reading): void {
  const { apiVersion, kind } = document;
  const reader = readers.get(`${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}/${kind}`);
  if (reader !== undefined) reader.read(document, reading);
  else if (isPolicyObject(document)) readPolicy(document, reading);
  else if (CONTROLLER_KINDS.has(kind)) readers.get(CONTROLLER)?.read(document, reading);
}

function readPolicy(document: KubernetesDocument, { draft, diagnostics }: Reading): void {
  const policy = readPolicyDocument(document);
  if ('manifest' in policy) draft.policies.push(policy);
  else diagnostics.push(policy);
}

/** "kubectl pages large lists": a pod may be listed twice, then its newest version counts, or the last where none is newer. */
function addPod({ pod, version }: { readonly pod: Pod; readonly version: string }, reading: Reading): void {
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

function namesOf({ manifest }: KubernetesDocument): readonly string[] {
  const metadata = isObject(manifest.metadata) ? manifest.metadata : {};
  return [metadata.namespace, metadata.name].filter((part) => typeof part === 'string');
}

function damaged(document: KubernetesDocument, error: z.ZodError): Diagnostic {
  const { kind, place } = document;
  const names = namesOf(document);
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
