// A process that is one invocation of a function: handler file and event as arguments, the result on standard output.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lambdaContext } from './lambda-context.ts';

const [file = '', event = ''] = process.argv.slice(2);
const { handler } = await import(pathToFileURL(resolve(file)).href);
const result: unknown = await handler(JSON.parse(event), lambdaContext());
process.stdout.write(`\nresult ${JSON.stringify(result)}\n`);
