// One execution environment of a function: the runtime interface client in a process of its own, with its own /tmp and a memory limit.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defer } from '../deferred.ts';
import { runtimeClient } from '../tools.ts';
import { accessKeyOf, functionEnvironment } from './environment.ts';
import type { FunctionConfig } from './function-config.ts';
import { failed, type InvocationResult } from './invocation.ts';
import { type RuntimeApi, startRuntimeApi } from './runtime-api.ts';

export interface Container {
  readonly alive: boolean;
  /** Signs its requests. */
  readonly accessKey: string;
  /** From the start of the process until it asked for its first invocation. */
  readonly initMs: number;
  /** The largest resident memory that was seen. */
  readonly peakBytes: number;
  /** Of the process until now, in user and system mode; zero after its end. */
  processorSeconds(): number;
  invoke(event: string): Promise<InvocationResult>;
  /** SIGKILL, as when the host of the environment goes away. */
  kill(): void;
  close(): Promise<void>;
}

const MEMORY_WATCH_MS = 20;
const MEBIBYTE = 1_048_576;
let startedContainers = 0;

export function functionArn(name: string): string {
  return `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
}

export async function startContainer(config: FunctionConfig, log: (line: string) => void): Promise<Container> {
  const api = await startRuntimeApi(functionArn(config.name));
  const folder = mkdtempSync(join(tmpdir(), 'flowfence-function-'));
  const startedAt = performance.now();
  startedContainers += 1;
  const accessKey = accessKeyOf(config.name, startedContainers);
  const child = startProcess(config, api, { temporaryFolder: folder, accessKey });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', log);

  const exit = defer<void>();
  let alive = true;
  const kill = () => {
    alive = false;
    child.kill('SIGKILL');
  };
  let peakBytes = 0;
  const watch = setInterval(() => {
    const bytes = residentBytes(child.pid);
    peakBytes = Math.max(peakBytes, bytes);
    // Lambda kills what takes more than its memory.
    if (bytes > config.memoryMb * MEBIBYTE) kill();
  }, MEMORY_WATCH_MS);
  child.once('exit', () => {
    alive = false;
    clearInterval(watch);
    exit.resolve();
  });

  const close = async () => {
    kill();
    await exit.promise;
    await api.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const stopped = exit.promise.then(() => {
    throw new Error(`${config.name} ended before it asked for an invocation`);
  });
  try {
    await Promise.race([api.ready, stopped]);
  } catch (error) {
    await close();
    throw error;
  }
  stopped.catch(() => undefined);
  const initMs = performance.now() - startedAt;
  return {
    get alive() {
      return alive;
    },
    get peakBytes() {
      return peakBytes;
    },
    accessKey,
    initMs,
    processorSeconds: () => processorSeconds(child.pid),
    invoke: (event) => invokeOnce(event, { config, api, kill, exit: exit.promise }),
    kill,
    close,
  };
}

interface Own {
  readonly temporaryFolder: string;
  readonly accessKey: string;
}

function startProcess(config: FunctionConfig, api: RuntimeApi, own: Own): ChildProcess {
  // The runtime's own start script gives the heap nine tenths of the memory.
  const heap = `--max-old-space-size=${Math.floor(config.memoryMb * 0.9)}`;
  const [command = process.execPath, ...args] = [...(config.wrapper ?? []), process.execPath, heap, runtimeClient()];
  return spawn(command, args, {
    cwd: config.taskRoot,
    env: functionEnvironment(config, api.address, own),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

interface Running {
  readonly config: FunctionConfig;
  readonly api: RuntimeApi;
  readonly kill: () => void;
  readonly exit: Promise<void>;
}

async function invokeOnce(event: string, { config, api, kill, exit }: Running): Promise<InvocationResult> {
  const requestId = randomUUID();
  const timeoutMs = config.timeoutSeconds * 1000;
  const late = defer<InvocationResult>();
  const timer = setTimeout(() => {
    kill();
    const text = `RequestId: ${requestId} Error: Task timed out after ${config.timeoutSeconds.toFixed(2)} seconds`;
    late.resolve(failed({ errorType: 'Sandbox.Timedout', errorMessage: text }));
  }, timeoutMs);
  const gone = exit.then(() => {
    const text = `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`;
    return failed({ errorType: 'Runtime.ExitError', errorMessage: text });
  });
  const result = api.invoke({ requestId, event, deadlineMs: Date.now() + timeoutMs });
  try {
    return await Promise.race([result, late.promise, gone]);
  } finally {
    clearTimeout(timer);
  }
}

/** Linux counts them in hundredths for every program (`sysconf(_SC_CLK_TCK)`). */
const TICKS_PER_SECOND = 100;

function processorSeconds(pid: number | undefined): number {
  try {
    // Behind the name, which may hold anything but ends with the last parenthesis: user time is the 12th field, system time the 13th.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

/** Zero where the process is gone. */
function residentBytes(pid: number | undefined): number {
  try {
    const [, kibibytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
