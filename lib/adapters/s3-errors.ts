// What S3 and the SDK answer when something is wrong, as one line with the mend.
import { S3ServiceException } from '@aws-sdk/client-s3';
import { LocationError, type LocationProblem } from './location-error.ts';

interface Meaning {
  readonly what: string;
  readonly mend: string;
  readonly problem: LocationProblem;
}

const CREDENTIALS_MEND = 'get new ones: `aws sso login`, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and its companions';
const AGAIN = 'try again later';

const NO_KEY: Meaning = { what: 'no such object', mend: 'check the key', problem: 'absent' };
const DENIED: Meaning = {
  what: 'access is denied',
  mend: 'allow s3:GetObject and s3:ListBucket (to write s3:PutObject), and kms:Decrypt of the key where the bucket has one',
  problem: 'denied',
};
const EXPIRED: Meaning = { what: 'the credentials have expired', mend: CREDENTIALS_MEND, problem: 'credentials' };
const WRONG_KEYS: Meaning = { what: 'the credentials are not valid', mend: CREDENTIALS_MEND, problem: 'credentials' };
const REGION: Meaning = {
  what: 'the bucket is in another region',
  mend: 'name its region with --s3-region or AWS_REGION',
  problem: 'misnamed',
};
const ARCHIVED: Meaning = {
  what: 'the object is in an archive tier',
  mend: 'restore it with `aws s3api restore-object`, then run this again',
  problem: 'archived',
};
const BUSY: Meaning = { what: 'the store asks to slow down', mend: AGAIN, problem: 'unavailable' };

/** Names of error codes, from the S3 API reference, "Error responses", and from the SDK. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  NoSuchBucket: { what: 'no such bucket', mend: 'check its name and the endpoint', problem: 'absent' },
  NoSuchKey: NO_KEY,
  NotFound: NO_KEY,
  AccessDenied: DENIED,
  AllAccessDisabled: DENIED,
  Forbidden: DENIED,
  ExpiredToken: EXPIRED,
  TokenRefreshRequired: EXPIRED,
  ExpiredTokenException: EXPIRED,
  InvalidAccessKeyId: WRONG_KEYS,
  SignatureDoesNotMatch: WRONG_KEYS,
  InvalidToken: WRONG_KEYS,
  CredentialsProviderError: { what: 'there are no credentials', mend: CREDENTIALS_MEND, problem: 'credentials' },
  TokenProviderError: EXPIRED,
  RequestTimeTooSkewed: {
    what: "this machine's clock is wrong",
    mend: 'set it: signed requests are refused after 15 minutes',
    problem: 'credentials',
  },
  PermanentRedirect: REGION,
  AuthorizationHeaderMalformed: REGION,
  IllegalLocationConstraintException: REGION,
  InvalidObjectState: ARCHIVED,
  InvalidBucketName: { what: 'no bucket can be named so', mend: 'write s3://bucket/prefix', problem: 'misnamed' },
  KeyTooLongError: { what: 'the key is longer than 1,024 bytes', mend: 'shorten it', problem: 'misnamed' },
  SlowDown: BUSY,
  ServiceUnavailable: BUSY,
  ThrottlingException: BUSY,
};

/** Anything that is not about the store or the way to it is returned as it is. */
export function toLocationError(error: unknown, place: string): unknown {
  if (!(error instanceof Error) || error instanceof LocationError) return error;
  const meaning = MEANINGS[error.name] ?? meaningOf(error);
  if (meaning === undefined) return error;
  return new LocationError(place, meaning.what, meaning.mend, meaning.problem);
}

function meaningOf(error: Error): Meaning | undefined {
  if (/Region is missing/.test(error.message)) {
    return { what: 'no region is configured', mend: 'set AWS_REGION or name it with --s3-region', problem: 'misnamed' };
  }
  if (error instanceof S3ServiceException) return answered(error);
  const code = codeOf(error);
  if (code === 'ENOTFOUND' || code === 'ECONNREFUSED' || code === 'EAI_AGAIN') {
    return {
      what: `the store does not answer (${code})`,
      mend: 'check the endpoint and the network',
      problem: 'unavailable',
    };
  }
  if (isChecksumFault(error)) return { what: error.message, mend: AGAIN, problem: 'unavailable' };
  if (isConnectionFault(error))
    return { what: `the connection broke (${error.message})`, mend: AGAIN, problem: 'unavailable' };
  return undefined;
}

/** HEAD has no body, so that only the status says what is wrong. */
function answered(error: S3ServiceException): Meaning {
  const status = error.$metadata.httpStatusCode ?? 0;
  if (status === 403) return DENIED;
  if (status === 301 || status === 307) return REGION;
  const what = `the store answers ${status} ${error.name}${error.message === '' ? '' : ` (${error.message})`}`;
  if (status >= 500 || status === 429) return { what, mend: AGAIN, problem: 'unavailable' };
  return { what, mend: 'check the location and the endpoint', problem: 'misnamed' };
}

const CONNECTION_CODES = [
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_STREAM_PREMATURE_CLOSE',
];

/** As the SDK says it. */
export function isChecksumFault(error: unknown): boolean {
  return error instanceof Error && /^Checksum mismatch/.test(error.message);
}

/** A connection that broke off or was silent too long: worth another try. */
export function isConnectionFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    CONNECTION_CODES.includes(String(codeOf(error))) ||
    error.name === 'TimeoutError' ||
    /^(aborted|socket hang up|Connection lost|Parse Error)/i.test(error.message)
  );
}

function codeOf(error: Error): unknown {
  return 'code' in error ? error.code : undefined;
}
