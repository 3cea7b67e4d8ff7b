// The command line as a user runs it, in a process of its own, with the AWS server as its AWS.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { endpointEnvironment } from './cloud.ts';
import type { DeployedFlowfence } from './flowfence.ts';

export interface CommandLine {
  /** Fails where the command does; gives what it prints. */
  run(...args: readonly string[]): Promise<string>;
}

const MAIN = fileURLToPath(new URL('../../lib/cli/main.ts', import.meta.url));

export function commandLineOf({ cloud }: DeployedFlowfence, folder: string): CommandLine {
  const tsx = fileURLToPath(import.meta.resolve('tsx/cli'));
  const env = {
    ...process.env,
    ...endpointEnvironment(cloud.gateway),
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'user',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  return {
    async run(command = '', ...args) {
      const pathStyle = args.some((argument) => argument.startsWith('s3://')) ? ['--s3-path-style'] : [];
      const words = [tsx, MAIN, command, ...args, ...pathStyle];
      const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: folder, env, maxBuffer: 1e8 });
      return stdout;
    },
  };
}
