// `s3://bucket/key`, taken apart.
import { LocationError } from './location-error.ts';

export interface S3Location {
  readonly bucket: string;
  /** Key, prefix or pattern; may be empty. */
  readonly key: string;
}

const SCHEME = 's3://';

export function isS3Location(location: string): boolean {
  return /^s3:\/\//i.test(location);
}

/** Old buckets may have capitals and underscores; access points are named by their alias. */
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{2,254}$/;

export function parseS3Location(location: string): S3Location {
  const rest = location.slice(SCHEME.length);
  const slash = rest.indexOf('/');
  const bucket = slash < 0 ? rest : rest.slice(0, slash);
  const key = slash < 0 ? '' : rest.slice(slash + 1);
  if (!isS3Location(location) || !BUCKET.test(bucket)) {
    throw new LocationError(location, 'it names no bucket', 'write s3://bucket/prefix');
  }
  return { bucket, key };
}

export function formatS3Location({ bucket, key }: S3Location): string {
  return `${SCHEME}${bucket}/${key}`;
}
