// An API server of the tests' own over TLS on loopback: lists in pages, discovery of groups, tokens, and faults by plan.
// No API server is to be had as a package, so this one follows the API conventions ("Retrieving large results sets in chunks").
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type ApiObject = Readonly<Record<string, unknown>>;

/** `pods`, `networkpolicies.networking.k8s.io`; versions in the order of preference. */
export interface ServedResource {
  readonly group: string;
  readonly versions: readonly string[];
  readonly plural: string;
  readonly kind: string;
  readonly items: readonly ApiObject[];
}

/** What happens to the n-th request (from 1) of a path that matches; undefined lets it be. */
export type Fault = (
  path: string,
  count: number,
) => 'cut' | { readonly status: number; readonly message: string } | undefined;

export interface ApiServer {
  readonly kubeconfig: string;
  /** Lists that were asked for, `pods`, `nodes` and so on, each once, in the order of the first request. */
  readonly listed: () => readonly string[];
  readonly requests: () => readonly string[];
  close(): Promise<void>;
}

export const TOKEN = 'token-of-the-tests';

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

export async function startApiServer(
  resources: readonly ServedResource[],
  fault: Fault = () => undefined,
): Promise<ApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'flowfence-api-server-'));
  const { certificate, key } = makeCertificate(folder);
  const requests: string[] = [];
  const counts = new Map<string, number>();
  const server = createServer({ cert: certificate, key }, (request, response) => {
    const url = new URL(request.url ?? '/', 'https://localhost');
    requests.push(request.url ?? '/');
    const count = (counts.get(url.pathname) ?? 0) + 1;
    counts.set(url.pathname, count);
    const planned = fault(url.pathname, count);
    if (planned === 'cut') cut(response);
    else send(response, planned === undefined ? answerTo(resources, request, url) : refusal(planned));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    kubeconfig: writeKubeconfig(folder, { certificate, address: `https://127.0.0.1:${port}` }),
    requests: () => requests,
    listed: () => [...new Set(requests.filter((path) => path.includes('limit=')).map(resourceOfPath))],
    close: () => closeServer(server),
  };
}

function resourceOfPath(path: string): string {
  const parts = new URL(path, 'https://localhost').pathname.split('/');
  return parts[1] === 'api' ? (parts[3] ?? '') : `${parts[4]}.${parts[2]}`;
}

function hasToken({ headers }: IncomingMessage): boolean {
  return headers.authorization === `Bearer ${TOKEN}`;
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

const NOT_FOUND = { status: 404, message: 'the server could not find the requested resource' };

function answerTo(resources: readonly ServedResource[], request: IncomingMessage, url: URL): Answer {
  if (!hasToken(request)) return refusal({ status: 401, message: 'Unauthorized' });
  const [, root, ...rest] = url.pathname.split('/');
  const [group, version, plural] = root === 'api' ? ['', ...rest] : rest;
  const ofGroup = resources.filter((resource) => resource.group === group);
  if (ofGroup.length === 0) return refusal(NOT_FOUND);
  if (version === undefined) return found(groupObject(group ?? '', ofGroup));
  const ofVersion = ofGroup.filter((resource) => resource.versions.includes(version));
  if (plural === undefined) return found(resourceList(`${group}/${version}`, ofVersion));
  const resource = ofVersion.find((one) => one.plural === plural);
  return resource === undefined ? refusal(NOT_FOUND) : found(list(resource, url.searchParams));
}

function found(body: object): Answer {
  return { status: 200, body };
}

function refusal({ status, message }: { readonly status: number; readonly message: string }): Answer {
  return { status, body: { kind: 'Status', status: 'Failure', message, code: status } };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function groupObject(name: string, resources: readonly ServedResource[]): object {
  const versions = [...new Set(resources.flatMap((resource) => resource.versions))];
  const described = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { kind: 'APIGroup', apiVersion: 'v1', name, versions: described, preferredVersion: described[0] };
}

function resourceList(groupVersion: string, resources: readonly ServedResource[]): object {
  const described = resources.map(({ plural, kind }) => ({ name: plural, kind, namespaced: true, verbs: ['list'] }));
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: described };
}

/** "The continue field should be considered opaque"; items of a list carry neither kind nor version. */
function list({ items, kind }: ServedResource, query: URLSearchParams): object {
  const limit = Number(query.get('limit') ?? items.length);
  const token = query.get('continue');
  const start = token === null ? 0 : Number(JSON.parse(Buffer.from(token, 'base64url').toString('utf8')).start);
  const page = items.slice(start, start + limit).map(({ kind: _kind, apiVersion: _apiVersion, ...item }) => item);
  const next = start + limit < items.length ? { continue: encode({ start: start + limit }) } : {};
  return { kind: `${kind}List`, metadata: { resourceVersion: '4711', ...next }, items: page };
}

/** Half of a page, then the line goes dead. */
function cut(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100000' });
  response.write('{"items":[{"metadata":{"name":"half"}}', () => response.destroy());
}

function makeCertificate(folder: string): { readonly certificate: string; readonly key: string } {
  const [certificate, key] = [join(folder, 'server.crt'), join(folder, 'server.key')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '1'];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', certificate, ...subject], { stdio: 'ignore' });
  return { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
}

interface Access {
  readonly certificate: string;
  readonly address: string;
}

function writeKubeconfig(folder: string, { certificate, address }: Access): string {
  const path = join(folder, 'kubeconfig.json');
  const authority = Buffer.from(certificate).toString('base64');
  const config = {
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'prod' },
    clusters: [
      {
        name: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod',
        cluster: { server: address, 'certificate-authority-data': authority },
      },
    ],
    users: [
      { name: 'reader', user: { token: TOKEN } },
      { name: 'stranger', user: { token: 'other' } },
    ],
    contexts: ['reader', 'stranger'].map((user) => ({
      name: user === 'reader' ? 'prod' : 'stranger',
      context: { cluster: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod', user },
    })),
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
