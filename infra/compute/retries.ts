// When a task is tried again: where the service failed, where a function asks for it, where a function was cut off.
import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps, type TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';

/** Errors of the Lambda service, as its documentation on handling of transient exceptions lists them. */
const SERVICE: RetryProps = {
  errors: [
    'Lambda.ClientExecutionTimeoutException',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.TooManyRequestsException',
  ],
  interval: Duration.seconds(2),
  maxAttempts: 6,
  backoffRate: 2,
  maxDelay: Duration.seconds(60),
  jitterStrategy: JitterType.FULL,
};

/** Names that the functions give to errors which pass; every step may be repeated. */
const ASKED: RetryProps = {
  errors: ['RetryableError', 'IngestError', 'OvertakenError'],
  interval: Duration.seconds(5),
  maxAttempts: 4,
  backoffRate: 2,
  maxDelay: Duration.seconds(120),
  jitterStrategy: JitterType.FULL,
};

/** Killed, out of memory or out of time: once more finds what was written already; more would only cost. */
const CUT_OFF: RetryProps = {
  errors: ['Runtime.ExitError', 'Lambda.Unknown', 'Sandbox.Timedout', 'States.Timeout'],
  interval: Duration.seconds(10),
  maxAttempts: 2,
  backoffRate: 2,
  jitterStrategy: JitterType.FULL,
};

export const retryTask = (task: TaskStateBase): void => {
  for (const retry of [SERVICE, ASKED, CUT_OFF]) task.addRetry(retry);
};
