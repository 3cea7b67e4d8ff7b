// `s3://bucket/key` in two parts, as a state machine's ItemReader takes them.
import { parseS3Location, type S3Location } from '../../lib/adapters/s3-location.ts';

export interface Listed extends S3Location {
  readonly count: number;
}

export function listed(location: string, count: number): Listed {
  return { ...parseS3Location(location), count };
}
