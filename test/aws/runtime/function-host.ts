// Functions by name: starts their containers when they are called, keeps them warm, and puts faults in their way.
import { type Container, startContainer } from './container.ts';
import type { FunctionConfig } from './function-config.ts';
import { failed, type InvocationResult } from './invocation.ts';

/** What the Lambda service answers instead of running the function. */
export interface ServiceFault {
  readonly status: number;
  /** As `TooManyRequestsException`. */
  readonly code: string;
}

export interface Call {
  readonly functionName: string;
  readonly event: string;
}

export type HostResult = InvocationResult | { readonly kind: 'refused'; readonly fault: ServiceFault };

export interface Measure {
  readonly functionName: string;
  readonly cold: boolean;
  readonly initMs: number;
  readonly invokeMs: number;
  /** Of the start, where it was cold, and of the call. */
  readonly initProcessorSeconds: number;
  readonly processorSeconds: number;
  readonly peakBytes: number;
}

export interface FunctionHost {
  invoke(functionName: string, event: string): Promise<HostResult>;
  /** Asked before every call; the answer stays until replaced. */
  faults: (call: Call) => ServiceFault | undefined;
  /** SIGKILL for every container of the function. */
  kill(functionName: string): void;
  /** SIGKILL for the container that signs with the key. */
  killHolder(accessKey: string): void;
  /** What the functions wrote to their logs, in order. */
  readonly logs: readonly string[];
  forgetLogs(): void;
  readonly measures: readonly Measure[];
  close(): Promise<void>;
}

const NOT_FOUND: ServiceFault = { status: 404, code: 'ResourceNotFoundException' };

export function makeFunctionHost(configs: readonly FunctionConfig[]): FunctionHost {
  const byName = new Map(configs.map((config) => [config.name, config]));
  const idle = new Map<string, Container[]>();
  const all = new Set<{ readonly functionName: string; readonly container: Container }>();
  const logs: string[] = [];
  const measures: Measure[] = [];

  const idleOf = (name: string): Container[] => {
    const known = idle.get(name);
    if (known !== undefined) return known;
    const empty: Container[] = [];
    idle.set(name, empty);
    return empty;
  };

  const start = async (config: FunctionConfig): Promise<Container> => {
    const container = await startContainer(config, (line) => logs.push(line));
    all.add({ functionName: config.name, container });
    return container;
  };

  const run = async (config: FunctionConfig, event: string): Promise<InvocationResult> => {
    const warm = takeAlive(idleOf(config.name));
    const container = warm ?? (await start(config));
    const before = performance.now();
    const usedBefore = container.processorSeconds();
    const result = await container.invoke(event);
    measures.push({
      functionName: config.name,
      cold: warm === undefined,
      initMs: warm === undefined ? container.initMs : 0,
      invokeMs: performance.now() - before,
      initProcessorSeconds: warm === undefined ? usedBefore : 0,
      processorSeconds: container.processorSeconds() - usedBefore,
      peakBytes: container.peakBytes,
    });
    if (container.alive) idleOf(config.name).push(container);
    return result;
  };

  const host: FunctionHost = {
    faults: () => undefined,
    logs,
    forgetLogs: () => logs.splice(0),
    measures,
    async invoke(functionName, event) {
      const config = byName.get(functionName);
      const fault = config === undefined ? NOT_FOUND : host.faults({ functionName, event });
      if (config === undefined || fault !== undefined) return { kind: 'refused', fault: fault ?? NOT_FOUND };
      try {
        return await run(config, event);
      } catch (error) {
        return failed({ errorType: 'Runtime.InitError', errorMessage: String(error) });
      }
    },
    kill(functionName) {
      for (const one of all) if (one.functionName === functionName) one.container.kill();
    },
    killHolder(accessKey) {
      for (const one of all) if (one.container.accessKey === accessKey) one.container.kill();
    },
    async close() {
      await Promise.all([...all].map(({ container }) => container.close()));
    },
  };
  return host;
}

function takeAlive(containers: Container[]): Container | undefined {
  for (let container = containers.pop(); container !== undefined; container = containers.pop()) {
    if (container.alive) return container;
  }
  return undefined;
}
