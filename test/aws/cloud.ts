// A small AWS for one test file: the server, the gateway in front of it, and clients that speak to it.
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Gateway, startGateway } from './gateway.ts';
import { startMoto } from './moto.ts';

export interface Cloud {
  readonly gateway: Gateway;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  close(): Promise<void>;
}

export const REGION = 'us-east-1';
export const ACCOUNT = '123456789012';

export async function startCloud(): Promise<Cloud> {
  const gateway = await startGateway();
  const moto = await startMoto(gateway.port);
  gateway.upstream = moto.url;
  const options = {
    region: REGION,
    endpoint: gateway.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'secret' },
  };
  const clients = {
    s3: new S3Client({ ...options, forcePathStyle: true }),
    sqs: new SQSClient(options),
    sns: new SNSClient(options),
  };
  return {
    gateway,
    ...clients,
    async close() {
      for (const client of Object.values(clients)) client.destroy();
      await gateway.host?.close();
      await gateway.close();
      await moto.close();
    },
  };
}

/** What a function must know to find the servers instead of AWS. */
export function endpointEnvironment(gateway: Gateway): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: gateway.url,
    AWS_ENDPOINT_URL_S3: gateway.url,
    AWS_ENDPOINT_URL_SQS: gateway.url,
    AWS_ENDPOINT_URL_SNS: gateway.url,
    S3_PATH_STYLE: 'true',
  };
}
