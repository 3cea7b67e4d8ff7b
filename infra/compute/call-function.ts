// A task that calls one of the functions: its payload in, its result out, the retries that all tasks have.
import type { IResolvable } from 'aws-cdk-lib';
import { JsonPath, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { FlowfenceFunction } from './function.ts';
import { retryTask } from './retries.ts';

interface Call {
  readonly comment: string;
  /** The state's whole input where it is absent. */
  readonly payload?: Readonly<Record<string, string | IResolvable>>;
  /** Where the result goes, or the named part of it: the place of the whole state where this is absent. */
  readonly result?:
    | { readonly kind: 'dropped' }
    | { readonly kind: 'kept'; readonly part: string; readonly path: string };
}

export const callFunction = (scope: Construct, id: string, called: FlowfenceFunction, call: Call): LambdaInvoke => {
  const task = LambdaInvoke.jsonPath(scope, id, {
    comment: call.comment,
    lambdaFunction: called.fn,
    payload: call.payload === undefined ? TaskInput.fromJsonPathAt('$') : TaskInput.fromObject({ ...call.payload }),
    ...resultOf(call.result),
    retryOnServiceExceptions: false,
  });
  retryTask(task);
  return task;
};

/** Of what Lambda answers, the function's result alone. */
const resultOf = (result: Call['result']): object => {
  if (result === undefined) return { outputPath: '$.Payload' };
  if (result.kind === 'dropped') return { resultPath: JsonPath.DISCARD };
  const { part, path } = result;
  return { resultSelector: { [part]: JsonPath.objectAt(`$.Payload.${part}`) }, resultPath: path };
};
