// Runs the states of a machine, a branch or a child execution from one to the next.
// Source: Amazon States Language; AWS Step Functions developer guide for the services' errors and quotas.
import { choiceHolds } from './choice.ts';
import type { RunEnvironment } from './environment.ts';
import { Aborted, runtimeError, StatesError } from './errors.ts';
import { checkState } from './fields.ts';
import { isList, isObject, type Json, type JsonObject } from './json.ts';
import { writePath } from './json-path.ts';
import { runMap } from './map.ts';
import { findCatcher, startRetries } from './retry.ts';
import { runTask } from './task.ts';
import { evaluateTemplate, plainOrPath, readScope, type Scope } from './template.ts';

/** "Maximum input or output size for a task, state, or execution: 256 KiB of data as a UTF-8 encoded string." */
const MAX_DATA_BYTES = 262_144;

interface Step {
  readonly output: Json;
  /** Undefined at the end. */
  readonly next: string | undefined;
}

export async function runStates(program: JsonObject, input: Json, environment: RunEnvironment): Promise<Json> {
  if (!isObject(program.States)) throw runtimeError('there are no states');
  let name = String(program.StartAt);
  let value = checkSize(input);
  for (;;) {
    if (environment.signal?.aborted) throw new Aborted();
    const state = program.States[name];
    if (!isObject(state)) throw runtimeError(`there is no state ${name}`);
    checkState(name, state);
    environment.entered(name, value);
    const step = await runState(name, state, value, environment);
    value = checkSize(step.output);
    if (step.next === undefined) return value;
    name = step.next;
  }
}

function checkSize(value: Json): Json {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes <= MAX_DATA_BYTES) return value;
  throw new StatesError('States.DataLimitExceeded', `${bytes} bytes, ${MAX_DATA_BYTES} are allowed`);
}

async function runState(name: string, state: JsonObject, input: Json, environment: RunEnvironment): Promise<Step> {
  const retries = startRetries(state);
  for (let retryCount = 0; ; retryCount += 1) {
    const context = { ...environment.context, State: { Name: name, RetryCount: retryCount } };
    try {
      return await attempt(name, state, { input, context }, environment);
    } catch (error) {
      if (!(error instanceof StatesError)) throw error;
      const seconds = retries.next(error);
      if (seconds === undefined) return caught(state, input, error);
      await environment.sleep(seconds);
      // A retried map begins anew; only a redrive keeps what succeeded.
      environment.progressOf(name).children = undefined;
      if (environment.signal?.aborted) throw new Aborted();
    }
  }
}

function caught(state: JsonObject, input: Json, error: StatesError): Step {
  const catcher = findCatcher(state, error);
  if (catcher === undefined) throw error;
  const output = { Error: error.error, Cause: error.cause };
  return { output: putResult(catcher, input, output), next: String(catcher.Next) };
}

async function attempt(name: string, state: JsonObject, outer: Scope, environment: RunEnvironment): Promise<Step> {
  const scope = { ...outer, input: pathOf(state.InputPath, outer) };
  switch (state.Type) {
    case 'Succeed':
      return { output: pathOf(state.OutputPath, scope), next: undefined };
    case 'Fail':
      throw new StatesError(String(plainOrPath(state, 'Error', outer)), String(plainOrPath(state, 'Cause', outer)));
    case 'Choice':
      return { output: pathOf(state.OutputPath, scope), next: choose(state, scope) };
    case 'Wait':
      await environment.sleep(Number(plainOrPath(state, 'Seconds', scope)));
      return finish(state, outer, scope.input);
    default: {
      const result = checkSize(await work(name, state, scope, environment));
      const selected =
        state.ResultSelector === undefined
          ? result
          : evaluateTemplate(state.ResultSelector, { ...scope, input: result });
      return finish(state, outer, putResult(state, outer.input, selected));
    }
  }
}

async function work(name: string, state: JsonObject, scope: Scope, environment: RunEnvironment): Promise<Json> {
  if (state.Type === 'Map') return runMap(name, state, scope, environment);
  const input = state.Parameters === undefined ? scope.input : evaluateTemplate(state.Parameters, scope);
  if (state.Type === 'Pass') return state.Result ?? input;
  if (state.Type === 'Task') return runTask(state, checkSize(input), environment.services);
  const branches = isList(state.Branches) ? state.Branches.filter(isObject) : [];
  return Promise.all(branches.map((branch) => runStates(branch, input, environment)));
}

function finish(state: JsonObject, outer: Scope, value: Json): Step {
  const output = pathOf(state.OutputPath, { ...outer, input: value });
  return { output, next: state.End === true ? undefined : String(state.Next) };
}

function choose(state: JsonObject, scope: Scope): string {
  const rules = isList(state.Choices) ? state.Choices.filter(isObject) : [];
  const next = rules.find((rule) => choiceHolds(rule, scope))?.Next ?? state.Default;
  if (typeof next === 'string') return next;
  throw new StatesError('States.NoChoiceMatched', 'no rule holds, and there is no default');
}

/** "If the value of InputPath is null, … the effective input is an empty object"; so with OutputPath. */
function pathOf(path: Json | undefined, scope: Scope): Json {
  if (path === null) return {};
  return path === undefined ? scope.input : readScope(String(path), scope);
}

/** "If the value of ResultPath is null, the state's own raw output is discarded and its raw input becomes its result." */
function putResult(state: JsonObject, input: Json, result: Json): Json {
  if (state.ResultPath === null) return input;
  return writePath(typeof state.ResultPath === 'string' ? state.ResultPath : '$', input, result);
}
