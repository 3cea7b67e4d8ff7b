// One execution of a state machine: how it ended, and its redrive from the step that did not succeed.
// Source: AWS Step Functions developer guide, "Restarting state machine executions with redrive".
import type { Machine, RunEnvironment, Services } from './environment.ts';
import { Aborted, runtimeError, StatesError } from './errors.ts';
import type { Json, JsonObject } from './json.ts';
import type { MapProgress } from './map-progress.ts';
import { runStates } from './run-states.ts';

export interface ExecutionOptions {
  readonly services: Services;
  readonly name?: string;
  /** RFC 3339 */
  readonly startTime?: string;
  readonly sleep?: (seconds: number) => Promise<void>;
  readonly signal?: AbortSignal;
}

export interface Execution {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  readonly output: Json | undefined;
  readonly error: StatesError | undefined;
  /** Names of the states in the order in which they were entered, those of children left out. */
  readonly entered: readonly string[];
  /** Goes on at the state that failed or was stopped, with the same input; children that succeeded do not run again. */
  redrive(signal?: AbortSignal): Promise<Execution>;
}

interface Checkpoint {
  readonly stateName: string;
  readonly input: Json;
}

export function execute(machine: Machine, input: Json, options: ExecutionOptions): Promise<Execution> {
  const start = { stateName: String(machine.definition.StartAt), input };
  return run(
    { machine, options, original: input, entered: [], progress: new Map(), redrives: 0 },
    start,
    options.signal,
  );
}

interface Kept {
  readonly machine: Machine;
  readonly options: ExecutionOptions;
  readonly original: Json;
  readonly entered: string[];
  readonly progress: Map<string, MapProgress>;
  readonly redrives: number;
}

async function run(kept: Kept, start: Checkpoint, signal: AbortSignal | undefined): Promise<Execution> {
  let checkpoint = start;
  const environment: RunEnvironment = {
    machine: kept.machine,
    services: kept.options.services,
    context: contextOf(kept),
    runStates,
    sleep: kept.options.sleep ?? (() => Promise.resolve()),
    signal,
    entered(stateName, input) {
      checkpoint = { stateName, input };
      kept.entered.push(stateName);
    },
    progressOf(stateName) {
      const known = kept.progress.get(stateName) ?? { children: undefined };
      kept.progress.set(stateName, known);
      return known;
    },
  };
  const { entered } = kept;
  const again = (later?: AbortSignal) => run({ ...kept, redrives: kept.redrives + 1 }, checkpoint, later);
  try {
    const program = { ...kept.machine.definition, StartAt: start.stateName };
    const output = await runStates(program, start.input, environment);
    const redrive = () => Promise.reject(runtimeError('an execution that succeeded cannot be redriven'));
    return { status: 'SUCCEEDED', output, error: undefined, entered, redrive };
  } catch (error) {
    if (error instanceof Aborted) {
      return { status: 'ABORTED', output: undefined, error: undefined, entered, redrive: again };
    }
    if (!(error instanceof StatesError)) throw error;
    return { status: 'FAILED', output: undefined, error, entered, redrive: again };
  }
}

function contextOf({ machine, options, original, redrives }: Kept): JsonObject {
  const name = options.name ?? 'execution';
  return {
    Execution: {
      Id: `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`,
      Input: original,
      Name: name,
      StartTime: options.startTime ?? '2026-11-01T02:15:00Z',
      RedriveCount: redrives,
    },
    StateMachine: { Id: machine.arn, Name: machine.name },
  };
}
