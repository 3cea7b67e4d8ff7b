// The state machine engine of the AWS server: another's reading of the states language, for what it knows of it.
import type { Gateway } from '../gateway.ts';
import type { Machine } from './environment.ts';
import { isObject, type Json, type JsonObject, parseJson } from './json.ts';

export interface EngineResult {
  readonly status: string;
  readonly output: Json | undefined;
  readonly error: string | undefined;
}

const POLL_MS = 100;

/** Waits as long as retries say: for machines whose tasks do not fail, or with short intervals. */
export async function executeInMoto(gateway: Gateway, machine: Machine, input: Json): Promise<EngineResult> {
  const call = async (action: string, body: Json): Promise<JsonObject> => {
    const answer = await fetch(gateway.url, {
      method: 'POST',
      headers: {
        'x-amz-target': `AWSStepFunctions.${action}`,
        'content-type': 'application/x-amz-json-1.0',
        authorization:
          'AWS4-HMAC-SHA256 Credential=test/20261101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(body),
    });
    const json = parseJson(await answer.text());
    if (!answer.ok || !isObject(json)) throw new Error(`${action}: ${JSON.stringify(json)}`);
    return json;
  };
  const created = await call('CreateStateMachine', {
    name: `${machine.name}-${crypto.randomUUID()}`,
    definition: JSON.stringify(machine.definition),
    roleArn: 'arn:aws:iam::123456789012:role/machine',
  });
  const { executionArn = '' } = await call('StartExecution', {
    stateMachineArn: created.stateMachineArn ?? '',
    name: crypto.randomUUID(),
    input: JSON.stringify(input),
  });
  for (;;) {
    const { status, output, error } = await call('DescribeExecution', { executionArn });
    if (status !== 'RUNNING') {
      return {
        status: String(status),
        output: typeof output === 'string' ? parseJson(output) : undefined,
        error: typeof error === 'string' ? error : undefined,
      };
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
