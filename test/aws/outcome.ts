// What a deployment has to show in the end: the same after a fault as without it.
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { DeleteObjectsCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ReportDocument } from '../../lib/report/document.ts';
import type { DeployedFlowfence } from './flowfence.ts';

export interface Outcome {
  /** Digests by key. */
  readonly summaries: Readonly<Record<string, string>>;
  readonly report: string;
  readonly policies: Readonly<Record<string, string>>;
}

export interface Latest {
  readonly run: string;
}

export async function latestOf({ buckets, get }: DeployedFlowfence, cluster = 'boutique'): Promise<Latest | undefined> {
  const bytes = await get(buckets.reports, `reports/${cluster}/latest.json`);
  return bytes === undefined ? undefined : (JSON.parse(bytes.toString('utf8')) as Latest);
}

export async function documentOf(deployed: DeployedFlowfence): Promise<ReportDocument> {
  return JSON.parse(await reportOf(deployed)) as ReportDocument;
}

async function reportOf(deployed: DeployedFlowfence): Promise<string> {
  const latest = await latestOf(deployed);
  if (latest === undefined) throw new Error('no report is published');
  const key = `reports/boutique/${latest.run}/report.json.gz`;
  return gunzipSync((await deployed.get(deployed.buckets.reports, key)) ?? Buffer.of()).toString('utf8');
}

/** Digests of the objects below a prefix, by the rest of their keys. */
export async function digestsBelow({ keys, get }: DeployedFlowfence, bucket: string, prefix: string) {
  const digests: Record<string, string> = {};
  for (const key of await keys(bucket, prefix)) {
    const bytes = (await get(bucket, key)) ?? Buffer.of();
    digests[key.slice(prefix.length)] = createHash('sha256').update(bytes).digest('hex');
  }
  return digests;
}

export async function outcomeOf(deployed: DeployedFlowfence): Promise<Outcome> {
  const { buckets } = deployed;
  const latest = await latestOf(deployed);
  return {
    summaries: await digestsBelow(deployed, buckets.data, 'summaries/'),
    report: await reportOf(deployed),
    policies: await digestsBelow(deployed, buckets.reports, `reports/boutique/${latest?.run}/policies/`),
  };
}

/** Everything that the functions wrote, all logs, and all messages are taken away; the functions stay warm. */
export async function startAnew(deployed: DeployedFlowfence): Promise<void> {
  const { buckets, cloud, deployment } = deployed;
  for (const bucket of [buckets.logs, buckets.data, buckets.reports]) {
    const { Versions = [], DeleteMarkers = [] } = await cloud.s3.send(
      new ListObjectVersionsCommand({ Bucket: bucket }),
    );
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length > 0) await cloud.s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects } }));
  }
  await emptyQueue(cloud.sqs, deployment.sources[0]?.queueUrl ?? '');
  await deployed.deadLetters();
  await deployed.news();
  cloud.gateway.faults = () => undefined;
  deployment.host.faults = () => undefined;
}

/** Purging takes a minute until the next purge. */
async function emptyQueue(sqs: SQSClient, QueueUrl: string): Promise<void> {
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return;
    for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
}
