// Map states, inline and distributed: reading, selecting and batching items, running them with bounds, tolerating failures.
// Source: AWS Step Functions developer guide, "Using Map state in Distributed mode".
import type { RunEnvironment } from './environment.ts';
import { Aborted, runtimeError, StatesError } from './errors.ts';
import { batchItems } from './item-batcher.ts';
import { readItems } from './item-reader.ts';
import { isList, isObject, type Json, type JsonObject } from './json.ts';
import type { Child, MapProgress } from './map-progress.ts';
import { writeResults } from './result-writer.ts';
import { evaluateTemplate, plainOrPath, readScope, type Scope } from './template.ts';

export async function runMap(
  name: string,
  state: JsonObject,
  scope: Scope,
  environment: RunEnvironment,
): Promise<Json> {
  if (!isObject(state.ItemProcessor)) throw runtimeError(`${name}: there is no ItemProcessor`);
  const distributed =
    isObject(state.ItemProcessor.ProcessorConfig) && state.ItemProcessor.ProcessorConfig.Mode === 'DISTRIBUTED';
  const progress: MapProgress = distributed ? environment.progressOf(name) : { children: undefined };
  progress.children ??= await childrenOf(state, scope, environment);
  const { children } = progress;
  const tolerated = distributed ? toleratedOf(state, scope, children) : 0;
  await runChildren(children, {
    state,
    program: state.ItemProcessor,
    distributed,
    atOnce: Number(plainOrPath(state, 'MaxConcurrency', scope) ?? 0) || children.length,
    tolerated,
    environment,
  });
  if (environment.signal?.aborted) throw new Aborted();
  progress.children = undefined;
  if (isObject(state.ResultWriter)) {
    return writeResults(state.ResultWriter, children, { label: String(state.Label ?? name), scope, environment });
  }
  return children.flatMap(({ outcome }) => (outcome?.status === 'SUCCEEDED' ? [outcome.output] : []));
}

async function childrenOf(state: JsonObject, scope: Scope, environment: RunEnvironment): Promise<readonly Child[]> {
  const items = isObject(state.ItemReader)
    ? await readItems(state.ItemReader, scope, environment.services)
    : readScope(String(state.ItemsPath ?? '$'), scope);
  if (!isList(items)) throw runtimeError('the items of a map are no array');
  const selected = items.map((item, index) => {
    if (state.ItemSelector === undefined) return item;
    const context = { ...scope.context, Map: { Item: { Index: index, Value: item } } };
    return evaluateTemplate(state.ItemSelector, { ...scope, context });
  });
  return isObject(state.ItemBatcher)
    ? batchItems(state.ItemBatcher, selected, scope)
    : selected.map((input) => ({ input, itemCount: 1, outcome: undefined }));
}

/** How many items may fail: "A failed batch counts all its items"; without any word of it, none. */
function toleratedOf(state: JsonObject, scope: Scope, children: readonly Child[]): number {
  const total = children.reduce((sum, { itemCount }) => sum + itemCount, 0);
  const count = plainOrPath(state, 'ToleratedFailureCount', scope);
  const percentage = plainOrPath(state, 'ToleratedFailurePercentage', scope);
  const limits = [
    ...(count === undefined ? [] : [Number(count)]),
    ...(percentage === undefined ? [] : [(total * Number(percentage)) / 100]),
  ];
  // "If you specify both, … the Map Run fails if either threshold is exceeded."
  return limits.length === 0 ? 0 : Math.min(...limits);
}

interface ChildrenRun {
  readonly state: JsonObject;
  readonly program: JsonObject;
  readonly distributed: boolean;
  readonly atOnce: number;
  readonly tolerated: number;
  readonly environment: RunEnvironment;
}

async function runChildren(children: readonly Child[], run: ChildrenRun): Promise<void> {
  for (const child of children) if (child.outcome?.status === 'FAILED') child.outcome = undefined;
  const waiting = children.map((child, index) => ({ child, index })).filter(({ child }) => child.outcome === undefined);
  let failure: StatesError | undefined;
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (failure !== undefined || run.environment.signal?.aborted) return;
      const own = await runChild(next.child, next.index, children, run);
      failure ??= own;
    }
  };
  await Promise.all(Array.from({ length: Math.min(run.atOnce, waiting.length) }, worker));
  if (failure !== undefined) throw failure;
}

/** Gives the failure of the whole map, where the child's failure is one too many. */
async function runChild(
  child: Child,
  index: number,
  children: readonly Child[],
  run: ChildrenRun,
): Promise<StatesError | undefined> {
  try {
    child.outcome = {
      status: 'SUCCEEDED',
      output: await run.environment.runStates(run.program, child.input, childEnvironment(index, run)),
    };
    return undefined;
  } catch (error) {
    if (error instanceof Aborted) return undefined;
    if (!(error instanceof StatesError)) throw error;
    child.outcome = { status: 'FAILED', error: error.error, cause: error.cause };
    if (!run.distributed) return error;
    const failed = children.reduce((sum, one) => sum + (one.outcome?.status === 'FAILED' ? one.itemCount : 0), 0);
    if (failed <= run.tolerated) return undefined;
    const text = `The specified tolerated failure threshold was exceeded: ${failed} items failed; the last: ${error.message}`;
    return new StatesError('States.ExceedToleratedFailureThreshold', text);
  }
}

/** "Each child workflow execution … has its own separate execution history" and its own context. */
function childEnvironment(index: number, { distributed, environment }: ChildrenRun): RunEnvironment {
  if (!distributed) return environment;
  const execution = isObject(environment.context.Execution) ? environment.context.Execution : {};
  const nested = new Map<string, MapProgress>();
  return {
    ...environment,
    context: { ...environment.context, Execution: { ...execution, Id: `${execution.Id}:${index}` } },
    entered: () => undefined,
    progressOf: (name) => {
      const known = nested.get(name) ?? { children: undefined };
      nested.set(name, known);
      return known;
    },
  };
}
