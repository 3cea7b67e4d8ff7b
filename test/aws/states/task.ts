// Task states: the service integrations that the machines use.
import type { Services } from './environment.ts';
import { runtimeError, StatesError } from './errors.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

const INTEGRATION = /^arn:aws:states:::(.+)$/;

export async function runTask(state: JsonObject, input: Json, services: Services): Promise<Json> {
  const called = call(String(state.Resource), input, services);
  return state.TimeoutSeconds === undefined ? called : withTimeout(called, Number(state.TimeoutSeconds));
}

async function call(resource: string, input: Json, services: Services): Promise<Json> {
  const [, service] = INTEGRATION.exec(resource) ?? [];
  if (service === undefined) return services.invokeFunction(resource, input);
  const parameters = isObject(input) ? input : {};
  switch (service) {
    case 'lambda:invoke': {
      const payload = await services.invokeFunction(String(parameters.FunctionName), parameters.Payload ?? {});
      return { ExecutedVersion: '$LATEST', Payload: payload, StatusCode: 200 };
    }
    case 'sns:publish':
      return services.publish(parameters);
    case 'states:startExecution':
      return services.startExecution(parameters);
    default:
      throw runtimeError(`a service that this interpreter does not know: ${service}`);
  }
}

async function withTimeout(called: Promise<Json>, seconds: number): Promise<Json> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new StatesError('States.Timeout', `no result in ${seconds} seconds`)),
      seconds * 1000,
    );
  });
  try {
    return await Promise.race([called, late]);
  } finally {
    clearTimeout(timer);
  }
}
