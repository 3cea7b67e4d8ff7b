// An export of a cluster: every kind listed page by page, reduced to the fields that are used, put together as one List.
import type { Diagnostic } from '../base/diagnostic.ts';
import { EXPORTED_KINDS, type ExportedKind, exportedObject, SHOWN_TWICE } from '../sources/exported-kinds.ts';
import { isObject } from '../sources/parse-documents.ts';
import type { Progress, WorkFiles } from './ports.ts';
import { UnusableInputError } from './unusable.ts';

/** `refused`: the API server answered, and not with what was asked for. Where there is no answer at all, it throws. */
export type ApiAnswer =
  | { readonly kind: 'found'; readonly body: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string };

/** Paths as the API server has them: `/api/v1/pods?limit=500`. */
export interface ClusterApi {
  /** Of the API server, for messages. */
  readonly address: string;
  get(path: string): Promise<ApiAnswer>;
}

export interface ExportTools {
  readonly api: ClusterApi;
  readonly files: WorkFiles;
  readonly progress: Progress;
}

export interface ExportedSnapshot {
  /** The List as text, an object a line; to be read once. */
  readonly text: () => AsyncGenerator<string>;
  /** In the order of the export; kinds that the API server does not serve are left out. */
  readonly counts: readonly { readonly kind: string; readonly objects: number }[];
  readonly diagnostics: readonly Diagnostic[];
}

interface Listed {
  readonly kind: string;
  readonly path: string;
  readonly objects: number;
}

/** Keeps a page in memory at a time; `folder` takes the rest. */
export async function exportSnapshot(tools: ExportTools, folder: string): Promise<ExportedSnapshot> {
  const diagnostics: Diagnostic[] = [];
  const listed: Listed[] = [];
  const served = new Set<string>();
  for (const [index, kind] of EXPORTED_KINDS.entries()) {
    tools.progress.step('exporting', index, EXPORTED_KINDS.length);
    const version = kind.version ?? (await servedVersion(tools.api, kind));
    if (version === undefined || served.has(`${SHOWN_TWICE.get(kind.group)} ${kind.plural}`)) continue;
    served.add(`${kind.group} ${kind.plural}`);
    const result = await listKind(tools, { kind, version, path: tools.files.makePath(folder, `${index}.ndjson`) });
    if (result.kind === 'listed') listed.push(result.listed);
    else diagnostics.push(refusal(kind, result));
  }
  tools.progress.step('exporting', EXPORTED_KINDS.length, EXPORTED_KINDS.length);
  return {
    text: () => joinLists(tools.files, listed),
    counts: listed.map(({ kind, objects }) => ({ kind, objects })),
    diagnostics,
  };
}

async function* joinLists(files: WorkFiles, listed: readonly Listed[]): AsyncGenerator<string> {
  yield '{"apiVersion":"v1","kind":"List","items":[';
  let first = true;
  for (const { path } of listed) {
    for await (const lines of files.lines(path)) {
      const objects = lines.filter((line) => line !== '');
      if (objects.length > 0) yield `${first ? '' : ','}\n${objects.join(',\n')}`;
      first &&= objects.length === 0;
    }
  }
  yield '\n]}\n';
}

/** The version that the API server prefers among those that have the resource; undefined where none has. */
async function servedVersion(api: ClusterApi, { group, plural }: ExportedKind): Promise<string | undefined> {
  const answer = await api.get(`/apis/${group}`);
  if (answer.kind === 'refused' && answer.status === 404) return undefined;
  for (const version of versionsOf(answer, api, group)) {
    const resources = await api.get(`/apis/${group}/${version}`);
    if (resources.kind === 'refused' && resources.status === 404) continue;
    if (resources.kind === 'refused') throw undiscovered(api, group, resources);
    if (listIn(resources.body, 'resources').some((resource) => isObject(resource) && resource.name === plural))
      return version;
  }
  return undefined;
}

function versionsOf(answer: ApiAnswer, api: ClusterApi, group: string): readonly string[] {
  if (answer.kind === 'refused') throw undiscovered(api, group, answer);
  const { body } = answer;
  const preferred = isObject(body) && isObject(body.preferredVersion) ? body.preferredVersion.version : undefined;
  const all = listIn(body, 'versions').flatMap((one) => (isObject(one) ? [one.version] : []));
  return [...new Set([preferred, ...all])].filter((version) => typeof version === 'string');
}

/** Not to know whether policies of an API exist is not to know what is allowed. */
function undiscovered(api: ClusterApi, group: string, { status, message }: Refused): UnusableInputError {
  return new UnusableInputError({
    code: 'cluster-not-readable',
    level: 'error',
    message: `whether it serves ${group} cannot be learned (${status} ${message})`,
    place: { source: api.address },
    mend: 'bind the ClusterRole system:discovery, or mend that API service',
  });
}

type Refused = Extract<ApiAnswer, { kind: 'refused' }>;
type KindResult = { readonly kind: 'listed'; readonly listed: Listed } | Refused;

interface KindToList {
  readonly kind: ExportedKind;
  readonly version: string;
  readonly path: string;
}

/** "410 ResourceExpired": the token of the next page has aged, and the list must be begun anew. */
const EXPIRED = 410;
const MOST_BEGINNINGS = 5;
const PAGE_OBJECTS = 500;

async function listKind(tools: ExportTools, wanted: KindToList): Promise<KindResult> {
  for (let beginning = 1; ; beginning += 1) {
    const result = await listOnce(tools, wanted);
    const again = result.kind === 'refused' && result.status === EXPIRED && beginning < MOST_BEGINNINGS;
    if (again) continue;
    if (result.kind === 'refused' && wanted.kind.need !== 'helpful') throw unlisted(tools.api, wanted.kind, result);
    return result;
  }
}

async function listOnce({ api, files }: ExportTools, { kind, version, path }: KindToList): Promise<KindResult> {
  const apiVersion = kind.group === '' ? version : `${kind.group}/${version}`;
  const base = `${kind.group === '' ? '/api' : '/apis'}/${apiVersion}/${kind.plural}?limit=${PAGE_OBJECTS}`;
  let objects = 0;
  let refused: Refused | undefined;
  await files.writeText(path, pages());
  return refused ?? { kind: 'listed', listed: { kind: kind.kind, path, objects } };

  async function* pages(): AsyncGenerator<string> {
    for (let next = ''; ; ) {
      const answer = await api.get(next === '' ? base : `${base}&continue=${encodeURIComponent(next)}`);
      if (answer.kind === 'refused') {
        refused = answer;
        return;
      }
      const items = listIn(answer.body, 'items').flatMap((item) => exportedObject(item, kind, apiVersion) ?? []);
      objects += items.length;
      yield items.map((item) => `${JSON.stringify(item)}\n`).join('');
      next = continueOf(answer.body);
      if (next === '') return;
    }
  }
}

function continueOf(body: unknown): string {
  const token = isObject(body) && isObject(body.metadata) ? body.metadata.continue : undefined;
  return typeof token === 'string' ? token : '';
}

function listIn(body: unknown, field: string): readonly unknown[] {
  const list = isObject(body) ? body[field] : undefined;
  return Array.isArray(list) ? list : [];
}

function resourceOf({ group, plural }: ExportedKind): string {
  return group === '' ? plural : `${plural}.${group}`;
}

function mendFor(kind: ExportedKind, status: number): string {
  if (status === 401) return 'log in again: `kubectl get pods` must work with this context';
  if (status === 403)
    return `allow the verb list on ${resourceOf(kind)} in a ClusterRole, as infra/kubernetes/base/cluster-role.yaml does`;
  return 'try again; the API server says more in its own log';
}

function unlisted(api: ClusterApi, kind: ExportedKind, { status, message }: Refused): UnusableInputError {
  return new UnusableInputError({
    code: 'cluster-not-readable',
    level: 'error',
    message: `${resourceOf(kind)} cannot be listed (${status} ${message}), and an export without them would mislead`,
    place: { source: api.address },
    mend: mendFor(kind, status),
  });
}

function refusal(kind: ExportedKind, { status, message }: Refused): Diagnostic {
  return {
    code: 'kind-left-out',
    level: 'warning',
    message: `${resourceOf(kind)} cannot be listed (${status} ${message}) and are left out: less is known of the traffic`,
    place: { source: resourceOf(kind) },
    mend: mendFor(kind, status),
  };
}
