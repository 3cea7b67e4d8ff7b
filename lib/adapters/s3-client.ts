// The S3 client: where it asks, how often it tries, how long it waits.
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';

/** What is not stated comes from the environment and the shared configuration files, as in every program of the SDK. */
export interface S3Options {
  /** Of a store that is not AWS: MinIO, Alibaba OSS, Huawei OBS. */
  readonly endpoint?: string;
  readonly region?: string;
  /** `https://endpoint/bucket/key` in place of `https://bucket.endpoint/key`. */
  readonly pathStyle?: boolean;
  /** Requests under way at once. */
  readonly parallel?: number;
  /** Tries of a request, and of a body that comes to a halt. */
  readonly attempts?: number;
  /** A connection that is silent for as long is given up. */
  readonly idleMilliseconds?: number;
}

export const DEFAULT_PARALLEL = 16;
export const DEFAULT_ATTEMPTS = 6;
const IDLE_MILLISECONDS = 60_000;
const CONNECT_MILLISECONDS = 10_000;
const LONGEST_TIMER_MILLISECONDS = 2 ** 31 - 1;
/** Bodies hold theirs while they are read; whoever asks beside them must not wait for a connection. */
const SPARE_SOCKETS = 8;
/** Stores that are not AWS take any; signing needs one. */
const REGION_ELSEWHERE = 'us-east-1';

export function makeS3Client(options: S3Options): S3Client {
  // Which Node.js the SDK's next versions want is nothing to tell whoever runs a command.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return new S3Client(toConfig(options));
}

function toConfig(options: S3Options): S3ClientConfig {
  const { endpoint, pathStyle, parallel = DEFAULT_PARALLEL, attempts = DEFAULT_ATTEMPTS } = options;
  const region = options.region ?? regionElsewhere(endpoint);
  const sockets = { keepAlive: true, maxSockets: parallel + SPARE_SOCKETS };
  const idle = options.idleMilliseconds ?? IDLE_MILLISECONDS;
  return {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(pathStyle === undefined ? {} : { forcePathStyle: pathStyle }),
    followRegionRedirects: true,
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: CONNECT_MILLISECONDS,
      socketTimeout: idle,
      // The store bounds what is under way; the SDK would print its warning onto the terminal.
      socketAcquisitionWarningTimeout: LONGEST_TIMER_MILLISECONDS,
      httpAgent: sockets,
      httpsAgent: sockets,
    },
  };
}

/** The SDK knows endpoints by its environment too; where AWS itself is asked, a missing region is an error. */
function regionElsewhere(endpoint: string | undefined): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
  const elsewhere = endpoint ?? AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL;
  return elsewhere === undefined || AWS_REGION !== undefined ? undefined : (AWS_DEFAULT_REGION ?? REGION_ELSEWHERE);
}
