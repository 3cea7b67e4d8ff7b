// The services of the interpreter over HTTP: functions of a host, S3 and SNS of the AWS server.
import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
import type { Cloud } from '../cloud.ts';
import type { FunctionHost } from '../runtime/function-host.ts';
import { functionNameOf } from '../runtime/lambda-api.ts';
import type { Services } from './environment.ts';
import { StatesError } from './errors.ts';
import { isObject, type Json, parseJson } from './json.ts';

type StartExecution = Services['startExecution'];

export function awsServices(cloud: Cloud, host: FunctionHost, startExecution: StartExecution): Services {
  return {
    invokeFunction: (nameOrArn, payload) => invokeFunction(host, functionNameOf(nameOrArn), payload),
    startExecution,
    async publish({ Message = '', ...rest }) {
      const text = typeof Message === 'string' ? Message : JSON.stringify(Message);
      const { MessageId = '' } = await cloud.sns.send(new PublishCommand({ ...rest, Message: text }));
      return { MessageId };
    },
    async getObject(bucket, key) {
      try {
        const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return (await Body?.transformToString()) ?? '';
      } catch (error) {
        throw new StatesError('States.ItemReaderFailed', `s3://${bucket}/${key}: ${error}`);
      }
    },
    async listObjects({ Bucket, Prefix }) {
      const items: Json[] = [];
      const request = { Bucket: String(Bucket), Prefix: String(Prefix ?? '') };
      for await (const { Contents = [] } of paginateListObjectsV2({ client: cloud.s3 }, request)) {
        for (const { Key = '', Size = 0, ETag = '' } of Contents) items.push({ Key, Size, Etag: ETag });
      }
      return items;
    },
    async putObject(bucket, key, text) {
      await cloud.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text }));
    },
  };
}

/** The error of a function is named by its type; one of the service by `Lambda.` and its code. */
async function invokeFunction(host: FunctionHost, name: string, payload: Json): Promise<Json> {
  const result = await host.invoke(name, JSON.stringify(payload));
  switch (result.kind) {
    case 'returned':
      return parseJson(result.payload);
    case 'refused':
      throw new StatesError(`Lambda.${result.fault.code}`, `status ${result.fault.status}`);
    case 'failed': {
      const error = parseJson(result.payload);
      throw new StatesError(isObject(error) ? String(error.errorType) : 'Lambda.Unknown', result.payload);
    }
  }
}
