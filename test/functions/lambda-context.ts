// The context of an invocation, as the runtime makes it.
import type { LambdaContext } from '../../functions/shared/define-function.ts';

export function lambdaContext(remainingMs: () => number = () => 60_000): LambdaContext {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'flowfence-test',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:flowfence-test',
    memoryLimitInMB: '1769',
    awsRequestId: '8f1c2e8a-0000-4000-8000-000000000001',
    logGroupName: '/aws/lambda/flowfence-test',
    logStreamName: '2026/11/01/[$LATEST]0',
    getRemainingTimeInMillis: remainingMs,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
