// What an execution runs in: the services that its tasks call, the clock for waiting, and who it is.
import type { Json, JsonObject } from './json.ts';
import type { MapProgress } from './map-progress.ts';

/** The services that tasks and distributed maps reach. Failures are StatesErrors with the names that Step Functions gives them. */
export interface Services {
  invokeFunction(nameOrArn: string, payload: Json): Promise<Json>;
  publish(parameters: JsonObject): Promise<Json>;
  startExecution(parameters: JsonObject): Promise<Json>;
  getObject(bucket: string, key: string): Promise<string>;
  /** Items as `s3:listObjectsV2` gives them to a map, over all pages. */
  listObjects(parameters: JsonObject): Promise<readonly Json[]>;
  putObject(bucket: string, key: string, text: string): Promise<void>;
}

export interface Machine {
  readonly arn: string;
  readonly name: string;
  readonly definition: JsonObject;
}

export interface RunEnvironment {
  readonly machine: Machine;
  readonly services: Services;
  /** The context object without `State`. */
  readonly context: JsonObject;
  /** Runs the states of a child or branch. */
  readonly runStates: (program: JsonObject, input: Json, environment: RunEnvironment) => Promise<Json>;
  /** Waits of retries and Wait states. */
  readonly sleep: (seconds: number) => Promise<void>;
  readonly signal: AbortSignal | undefined;
  /** Told of every state before it runs. */
  readonly entered: (stateName: string, input: Json) => void;
  /** What a distributed map of this execution has done already. */
  readonly progressOf: (stateName: string) => MapProgress;
}
