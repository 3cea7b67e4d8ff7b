// Snapshots and policies from their locations, in the order of time; what cannot be used is said, never guessed around.
import type { Diagnostic } from '../base/diagnostic.ts';
import { compareBy } from '../base/order.ts';
import { inOrderOfTime } from '../identity/timeline.ts';
import type { PolicyDocument, Snapshot } from '../sources/kubernetes-objects.ts';
import { parsePolicyDocuments } from '../sources/parse-policies.ts';
import { makeSnapshotParser } from '../sources/parse-snapshot.ts';
import { snapshotTimeSeconds } from '../sources/snapshot-time.ts';
import type { ObjectInfo, ObjectSource } from './ports.ts';
import { readAhead } from './read-ahead.ts';
import { makeSharing } from './share-equal.ts';
import { UnusableInputError, unusable } from './unusable.ts';

const MANIFEST = /\.(ya?ml|json)(\.gz)?$/i;

/** All objects of the locations by key, each once; a location without any is unusable. */
export async function listObjects(source: ObjectSource, locations: readonly string[]): Promise<readonly ObjectInfo[]> {
  const found = new Map<string, ObjectInfo>();
  for (const location of locations) {
    const objects = await source.list(location);
    if (objects.length === 0) throw unusable(location, 'nothing is there', 'check the path');
    for (const object of objects) found.set(object.key, object);
  }
  return [...found.values()].sort(compareBy((object) => object.key));
}

export interface ClusterHistory {
  /** Ordered by time; each has pods. */
  readonly snapshots: readonly Snapshot[];
  readonly newest: Snapshot;
  readonly diagnostics: readonly Diagnostic[];
}

/** Of the latest time alone; several files of one time are one export. */
export async function readNewestSnapshot(
  source: ObjectSource,
  locations: readonly string[],
): Promise<Omit<ClusterHistory, 'snapshots'>> {
  const objects = (await listObjects(source, locations)).filter(({ key }) => MANIFEST.test(key));
  const latest = objects.reduce((time, object) => Math.max(time, timeOf(object)), Number.NEGATIVE_INFINITY);
  const newest = objects.filter((object) => timeOf(object) === latest);
  if (newest.length === 0) throw unusable(locations.join(', '), 'no snapshot there', NAME_EXPORTS);
  return readSnapshotObjects(source, newest);
}

/** A snapshot without pods would make every pod vanish; it is left out and said. */
export async function readSnapshots(source: ObjectSource, locations: readonly string[]): Promise<ClusterHistory> {
  const objects = (await listObjects(source, locations)).filter(({ key }) => MANIFEST.test(key));
  if (objects.length === 0) throw unusable(locations.join(', '), 'no snapshot there', NAME_EXPORTS);
  return readSnapshotObjects(source, objects);
}

/** Each may hold a hundred megabytes. */
const TEXTS_AHEAD = 4;

const NAME_EXPORTS = 'name the .json, .yaml or .gz files of kubectl get';

function timeOf({ key, lastModifiedSeconds }: ObjectInfo): number {
  return snapshotTimeSeconds(key) ?? lastModifiedSeconds;
}

/** Of objects that are named already. What does not change from one to the next is kept once. */
export async function readSnapshotObjects(
  source: ObjectSource,
  objects: readonly ObjectInfo[],
): Promise<ClusterHistory> {
  const diagnostics: Diagnostic[] = [];
  const read: Snapshot[] = [];
  const parse = makeSnapshotParser();
  const share = makeSharing();
  const texts = readAhead(objects, TEXTS_AHEAD, async (object) => ({
    object,
    text: await source.readText(object.key),
  }));
  for await (const { object, text } of texts) {
    const parsed = parse({ text, source: object.key, timeSeconds: timeOf(object) });
    diagnostics.push(...parsed.diagnostics);
    read.push(share(parsed.snapshot));
  }
  const all = inOrderOfTime(read);
  const snapshots = all.filter((snapshot) => snapshot.pods.length > 0);
  for (const snapshot of all) if (snapshot.pods.length === 0) diagnostics.push(noPods(snapshot.source));
  const newest = snapshots.at(-1);
  if (newest === undefined) throw noUsableSnapshot(objects, diagnostics);
  return { snapshots, newest, diagnostics };
}

function noPods(source: string): Diagnostic {
  return {
    code: 'snapshot-without-pods',
    level: 'error',
    message: 'no pods are in the snapshot',
    place: { source },
    mend: 'export with kubectl get pods,namespaces,nodes,services,endpointslices,networkpolicies,replicasets,jobs -A -o json',
  };
}

function noUsableSnapshot(objects: readonly ObjectInfo[], diagnostics: readonly Diagnostic[]): UnusableInputError {
  const [first] = diagnostics.filter((diagnostic) => diagnostic.level === 'error');
  return new UnusableInputError(first ?? noPods(objects.map(({ key }) => key).join(', ')));
}

const NAME_MANIFESTS = 'name .yaml, .yml or .json files, plain or as .gz';

/** A file that cannot be read as a whole is unusable: leaving it out could turn blocked into allowed. */
export async function readPolicies(
  source: ObjectSource,
  locations: readonly string[],
): Promise<{ readonly documents: readonly PolicyDocument[]; readonly diagnostics: readonly Diagnostic[] }> {
  const documents: PolicyDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  const objects = (await listObjects(source, locations)).filter(({ key }) => MANIFEST.test(key));
  if (objects.length === 0) throw unusable(locations.join(', '), 'no manifest there', NAME_MANIFESTS);
  for (const { key } of objects) {
    const parsed = parsePolicyDocuments({ text: await source.readText(key), source: key });
    const fatal = parsed.diagnostics.find((diagnostic) => diagnostic.level === 'error');
    if (fatal !== undefined) throw new UnusableInputError(fatal);
    documents.push(...parsed.documents);
    diagnostics.push(...parsed.diagnostics);
  }
  return { documents, diagnostics };
}
