// The tools of the steps over the object store, for the length of one invocation.
import { tmpdir } from 'node:os';
import { type FunctionTools, withFunctionTools } from '../../lib/adapters/lambda-tools.ts';
import type { StoredTools } from '../../lib/pipeline/stored/tools.ts';
import type { CommonEnvironment, Container } from './container.ts';

export type StepTools = FunctionTools & StoredTools;

export function withStoredTools<T>(
  { environment, store, places }: Container<CommonEnvironment>,
  job: (tools: StepTools) => Promise<T>,
): Promise<T> {
  const options = {
    memoryMegabytes: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    temporaryFolder: tmpdir(),
    // One line an invocation: how far it is, is nobody's concern.
    progress: { step: () => undefined },
  };
  return withFunctionTools(options, (tools) => job({ ...tools, store, places }));
}
