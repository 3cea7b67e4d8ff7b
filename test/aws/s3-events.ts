// Messages that S3 sends for new objects.
// Source: Amazon S3 user guide, "Event message structure".
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { DeployedFlowfence } from './flowfence.ts';

export interface S3Event {
  readonly bucket: string;
  readonly key: string;
  readonly etag?: string;
  readonly sequencer?: string;
}

/** "The object key name value is URL encoded. For example, "red flower.jpg" becomes "red+flower.jpg"." */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
}

export function eventBody({ bucket, key, etag = '0'.repeat(32), sequencer = '0055AED6DCD90281E5' }: S3Event): string {
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'us-east-1',
    eventTime: '2026-11-01T01:00:00.000Z',
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: 'AWS:AIDACKCEVSQ6C2EXAMPLE' },
    requestParameters: { sourceIPAddress: '203.0.113.7' },
    responseElements: {
      'x-amz-request-id': 'C3D13FE58DE4C810',
      'x-amz-id-2': 'FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S=',
    },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'objects',
      bucket: { name: bucket, ownerIdentity: { principalId: 'A3NL1KOZZKExample' }, arn: `arn:aws:s3:::${bucket}` },
      object: { key: encodeKey(key), size: 1024, eTag: etag, versionId: '096fKKXTRTtl3on89fVO.nfljtsv6qko', sequencer },
    },
  };
  return JSON.stringify({ Records: [record] });
}

export async function sendMessages({ cloud, deployment }: DeployedFlowfence, bodies: readonly string[]): Promise<void> {
  const QueueUrl = deployment.sources[0]?.queueUrl;
  for (const MessageBody of bodies) await cloud.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
}
