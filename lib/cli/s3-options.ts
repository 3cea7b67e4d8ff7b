// `--s3-…` of the commands that take locations: where buckets are asked for, beside what the environment says.
import type { Command } from 'commander';
import type { S3Options } from '../adapters/s3-client.ts';
import { UnusableError } from './exit.ts';

interface Arguments {
  readonly s3Endpoint?: string;
  readonly s3Region?: string;
  readonly s3PathStyle?: boolean;
}

const GROUP = 'Buckets (s3://…), beside what the environment of the AWS SDK says:';

export function addS3Options(command: Command): void {
  command
    .optionsGroup(GROUP)
    .option('--s3-endpoint <url>', 'of a store that is not AWS: MinIO, Alibaba OSS, Huawei OBS')
    .option('--s3-region <region>', 'of the buckets')
    .option('--s3-path-style', 'https://endpoint/bucket/key in place of https://bucket.endpoint/key');
}

export function s3Options({ s3Endpoint, s3Region, s3PathStyle }: Arguments): S3Options {
  if (s3Endpoint !== undefined && !isEndpoint(s3Endpoint)) {
    throw new UnusableError(
      '--s3-endpoint',
      `${s3Endpoint} is no URL`,
      'write it as https://oss-cn-hangzhou.aliyuncs.com',
    );
  }
  return {
    ...(s3Endpoint === undefined ? {} : { endpoint: s3Endpoint }),
    ...(s3Region === undefined ? {} : { region: s3Region }),
    ...(s3PathStyle === true ? { pathStyle: true } : {}),
  };
}

function isEndpoint(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
