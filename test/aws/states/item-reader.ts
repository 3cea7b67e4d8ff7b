// The items of a distributed map: a file of a bucket, or the listing of one.
import type { Services } from './environment.ts';
import { runtimeError, StatesError } from './errors.ts';
import { isList, isObject, type Json, type JsonObject, parseJson } from './json.ts';
import { evaluateTemplate, type Scope } from './template.ts';

export async function readItems(reader: JsonObject, scope: Scope, services: Services): Promise<readonly Json[]> {
  const parameters = evaluateTemplate(reader.Parameters ?? {}, scope);
  if (!isObject(parameters)) throw runtimeError('the parameters of an ItemReader are no object');
  const config = isObject(reader.ReaderConfig) ? reader.ReaderConfig : {};
  const items = await read(String(reader.Resource), config, parameters, services);
  return config.MaxItems === undefined ? items : items.slice(0, Number(config.MaxItems));
}

async function read(resource: string, config: JsonObject, parameters: JsonObject, services: Services) {
  if (resource === 'arn:aws:states:::s3:listObjectsV2') return services.listObjects(parameters);
  if (resource !== 'arn:aws:states:::s3:getObject') throw runtimeError(`items cannot be read by ${resource}`);
  const text = await services.getObject(String(parameters.Bucket), String(parameters.Key));
  return parseItems(String(config.InputType), text);
}

function parseItems(type: string, text: string): readonly Json[] {
  try {
    if (type === 'JSONL')
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map(parseJson);
    if (type !== 'JSON') throw runtimeError(`items of type ${type} are not known to this interpreter`);
    const items = parseJson(text);
    if (isList(items)) return items;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new StatesError(
    'States.ItemReaderFailed',
    `the items are no ${type === 'JSONL' ? 'lines of JSON' : 'JSON array'}`,
  );
}
