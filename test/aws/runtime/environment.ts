// The environment variables that Lambda sets for a function, and nothing else of this machine's.
// Source: "Defined runtime environment variables", AWS Lambda developer guide.
import type { FunctionConfig } from './function-config.ts';

/** Tells the requests of one container from another's: servers of these tests see it in the signature. */
export function accessKeyOf(functionName: string, container: number): string {
  return `${functionName}.${container}`;
}

export function isKeyOf(functionName: string, accessKey: string): boolean {
  return accessKey.startsWith(`${functionName}.`);
}

export function functionEnvironment(
  config: FunctionConfig,
  runtimeApi: string,
  own: { readonly temporaryFolder: string; readonly accessKey: string },
): Readonly<Record<string, string>> {
  return {
    PATH: process.env.PATH ?? '',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    // In Lambda every environment has a /tmp of its own.
    TMPDIR: own.temporaryFolder,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: config.taskRoot,
    _HANDLER: config.handler,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_ACCESS_KEY_ID: own.accessKey,
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_LAMBDA_FUNCTION_NAME: config.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(config.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${config.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/01/[$LATEST]0',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    ...config.environment,
  };
}
