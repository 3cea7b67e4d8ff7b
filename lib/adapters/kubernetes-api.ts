// The API server of a kubeconfig's context, or of the cluster this pod runs in: GET requests, retried where that helps.
import http from 'node:http';
import https from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import type { ApiAnswer, ClusterApi } from '../pipeline/export-snapshot.ts';

export interface KubernetesOptions {
  /** A file; without it $KUBECONFIG, ~/.kube/config or the service account of this pod, in this order. */
  readonly kubeconfig?: string;
  /** Without it the kubeconfig's current one. */
  readonly context?: string;
  /** How long to wait before a retry; the tests need not. */
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

/** The kubeconfig cannot be used, or the API server gives no answer. */
export class KubernetesError extends Error {
  override readonly name = 'KubernetesError';
}

export interface KubernetesConnection {
  readonly api: ClusterApi;
  /** The kubeconfig's name of the cluster; undefined inside a cluster, which does not know its name. */
  readonly cluster: string | undefined;
  close(): void;
}

const IDLE_MILLISECONDS = 60_000;
/** 500 pods of the largest size that etcd takes. */
const MOST_BYTES = 750_000_000;
const MOST_TRIES = 5;
const FIRST_WAIT_MILLISECONDS = 500;

/** Too many requests, an API server that starts or is overloaded, a gateway before it. */
const WORTH_A_RETRY: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

export async function connectKubernetes(options: KubernetesOptions = {}): Promise<KubernetesConnection> {
  const config = loadConfig(options);
  const server = config.getCurrentCluster()?.server;
  if (server === undefined)
    throw new KubernetesError(
      `${options.kubeconfig ?? 'kubeconfig'}: no cluster in it; name one with --context, or log in so that \`kubectl get pods\` works`,
    );
  // Credentials of exec plugins and rotated tokens are asked for anew with each request.
  const requestOptions = async (): Promise<https.RequestOptions> => {
    const request: https.RequestOptions = { headers: { accept: 'application/json' } };
    await config.applyToHTTPSOptions(request);
    return request;
  };
  const first = await requestOptions().catch((error: unknown) => {
    throw new KubernetesError(
      `${server}: no credentials (${textOf(error)}); \`kubectl get pods\` must work with this context`,
    );
  });
  const inside = config.getCurrentContext() === 'inClusterContext';
  return {
    api: { address: server, get: (path) => getWithRetries({ server, requestOptions, ...options }, path) },
    cluster: inside ? undefined : config.getCurrentCluster()?.name,
    close: () => {
      if (typeof first.agent === 'object') first.agent.destroy();
    },
  };
}

function loadConfig({ kubeconfig, context }: KubernetesOptions): KubeConfig {
  const config = new KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (error) {
    throw new KubernetesError(`${kubeconfig ?? 'kubeconfig'}: cannot be read (${textOf(error)}); check the file`);
  }
  if (context === undefined) return config;
  if (config.getContextObject(context) === null) {
    const known = config.getContexts().map(({ name }) => name);
    throw new KubernetesError(`--context: no ${JSON.stringify(context)}; there are ${known.join(', ') || 'none'}`);
  }
  config.setCurrentContext(context);
  return config;
}

interface Target extends Pick<KubernetesOptions, 'wait'> {
  readonly server: string;
  readonly requestOptions: () => Promise<https.RequestOptions>;
}

async function getWithRetries(target: Target, path: string): Promise<ApiAnswer> {
  const wait = target.wait ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)));
  for (let tried = 1; ; tried += 1) {
    const answer = await getOnce(target, path).catch((error: unknown) => {
      if (tried >= MOST_TRIES || error instanceof KubernetesError) throw unreachable(target.server, error);
    });
    const retry = answer === undefined || (answer.kind === 'refused' && WORTH_A_RETRY.has(answer.status));
    if (answer !== undefined && (!retry || tried >= MOST_TRIES)) return answer;
    await wait(FIRST_WAIT_MILLISECONDS * 2 ** (tried - 1));
  }
}

function unreachable(server: string, error: unknown): KubernetesError {
  if (error instanceof KubernetesError) return error;
  return new KubernetesError(
    `${server}: no answer (${textOf(error)}); check the network, the address and its certificate`,
  );
}

async function getOnce({ server, requestOptions }: Target, path: string): Promise<ApiAnswer> {
  // An API server may stand below a path, as behind Rancher.
  const url = `${server.replace(/\/+$/, '')}${path}`;
  const options = { ...(await requestOptions()), timeout: IDLE_MILLISECONDS };
  const { status, text } = await new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
    const request = (url.startsWith('http:') ? http : https).get(url, options, (response) => {
      collect(response).then((body) => resolve({ status: response.statusCode ?? 0, text: body }), reject);
    });
    request.on('timeout', () => request.destroy(new Error(`nothing for ${IDLE_MILLISECONDS / 1000} s`)));
    request.on('error', reject);
  });
  if (status !== 200) return { kind: 'refused', status, message: statusMessage(text) };
  try {
    return { kind: 'found', body: JSON.parse(text) };
  } catch {
    throw new KubernetesError(
      `${server}: ${path.split('?')[0]} is answered with something that is no JSON; is it an API server?`,
    );
  }
}

/** A body that ends early is an error of the response, so a page is whole or not there. */
async function collect(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > MOST_BYTES)
      throw new KubernetesError(`a page has more than ${MOST_BYTES} bytes; no API server sends that`);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The `message` of a Status object; other texts may hold anything, such as a gateway's page. */
function statusMessage(text: string): string {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    return typeof message === 'string' ? message.slice(0, 300) : '';
  } catch {
    return '';
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message || String(error.cause ?? error.name) : String(error);
}
