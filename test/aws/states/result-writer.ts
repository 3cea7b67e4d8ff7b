// Results of a distributed map as files of a bucket: a manifest, and one file for each status.
// Source: AWS Step Functions developer guide, "ResultWriter (Map)".
import { createHash } from 'node:crypto';
import type { RunEnvironment } from './environment.ts';
import { runtimeError } from './errors.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import type { Child } from './map-progress.ts';
import { evaluateTemplate, type Scope } from './template.ts';

interface Place {
  readonly label: string;
  readonly scope: Scope;
  readonly environment: RunEnvironment;
}

export async function writeResults(
  writer: JsonObject,
  children: readonly Child[],
  { label, scope, environment }: Place,
): Promise<Json> {
  if (writer.Resource !== 'arn:aws:states:::s3:putObject')
    throw runtimeError(`results cannot be written by ${writer.Resource}`);
  const parameters = evaluateTemplate(writer.Parameters ?? {}, scope);
  if (!isObject(parameters)) throw runtimeError('the parameters of a ResultWriter are no object');
  const bucket = String(parameters.Bucket);
  const execution = isObject(scope.context.Execution) ? scope.context.Execution : {};
  const run = createHash('sha256').update(`${execution.Id} ${label}`).digest('hex').slice(0, 32);
  const mapRunArn = `${environment.machine.arn.replace(':stateMachine:', ':mapRun:')}/${label}:${run}`;
  const folder = [String(parameters.Prefix ?? '').replace(/\/$/, ''), run].filter((part) => part !== '').join('/');

  const filesOf = async (status: 'SUCCEEDED' | 'FAILED'): Promise<readonly Json[]> => {
    const entries = children.flatMap((child, index) =>
      child.outcome?.status === status ? [entryOf(child, index)] : [],
    );
    if (entries.length === 0) return [];
    const text = JSON.stringify(entries);
    const key = `${folder}/${status}_0.json`;
    await environment.services.putObject(bucket, key, text);
    return [{ Key: key, Size: Buffer.byteLength(text) }];
  };
  const manifest = {
    DestinationBucket: bucket,
    MapRunArn: mapRunArn,
    ResultFiles: { FAILED: await filesOf('FAILED'), PENDING: [], SUCCEEDED: await filesOf('SUCCEEDED') },
  };
  const key = `${folder}/manifest.json`;
  await environment.services.putObject(bucket, key, JSON.stringify(manifest));
  return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: bucket, Key: key } };
}

function entryOf({ input, outcome }: Child, index: number): Json {
  const own = { Input: JSON.stringify(input), Name: String(index), Status: outcome?.status ?? 'PENDING' };
  if (outcome?.status === 'SUCCEEDED') return { ...own, Output: JSON.stringify(outcome.output) };
  return { ...own, Error: outcome?.error ?? '', Cause: outcome?.cause ?? '' };
}
