// Where the tools are that tools.sh installs, and why a test that needs them is skipped on a machine without them.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('tools.sh', import.meta.url));

function toolsFolder(): string {
  return execFileSync('bash', [script, '--print'], { encoding: 'utf8' }).trim();
}

const folder = toolsFolder();

/** Undefined where everything is installed. CI sets FLOWFENCE_AWS_TOOLS, and leaves no test out. */
export const missingTools: string | undefined =
  existsSync(join(folder, 'complete')) || process.env.FLOWFENCE_AWS_TOOLS !== undefined
    ? undefined
    : 'test/aws/tools.sh has not installed the AWS server and the Lambda runtime on this machine';

/** The path of a command of the Python tools: moto_server, cfn-lint, checkov, schemathesis. */
export function pythonTool(name: string): string {
  return join(folder, 'venv', 'bin', name);
}

/** The module that AWS starts in its Node.js runtimes. */
export function runtimeClient(): string {
  return join(folder, 'runtime', 'node_modules', 'aws-lambda-ric', 'index.mjs');
}
