// The store of reports over S3: the folders below a prefix, and links for whoever has them.
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { StoredPlaces } from '../pipeline/stored/keys.ts';
import type { ReportStore } from '../report/report-store.ts';
import { makeReportStore } from './report-store.ts';
import { makeS3Client, type S3Options } from './s3-client.ts';
import { toLocationError } from './s3-errors.ts';
import { parseS3Location } from './s3-location.ts';
import { makeS3Store } from './s3-store.ts';

/** Names of the folders directly below a location that ends with `/`, in byte order. */
async function listS3Folders(client: S3Client, location: string): Promise<readonly string[]> {
  const { bucket, key } = parseS3Location(location);
  const names: string[] = [];
  let token: string | undefined;
  try {
    do {
      const page = await client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: key,
          Delimiter: '/',
          ...(token === undefined ? {} : { ContinuationToken: token }),
        }),
      );
      for (const { Prefix = '' } of page.CommonPrefixes ?? []) names.push(Prefix.slice(key.length, -1));
      token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  } catch (error) {
    throw toLocationError(error, location);
  }
  return names;
}

/** Good for one object and one method, with the rights of who signs it, from `at` on. */
function signS3Link(client: S3Client, location: string, at: Date, seconds: number): Promise<string> {
  const { bucket, key } = parseS3Location(location);
  const command = new GetObjectCommand({ Bucket: bucket, Key: key });
  return getSignedUrl(client, command, { expiresIn: seconds, signingDate: at });
}

/** The published reports below `places.reports`, a location in S3, with links to them. */
export function makeS3ReportStore(options: S3Options, places: StoredPlaces): ReportStore {
  const client = makeS3Client(options);
  return makeReportStore({
    store: makeS3Store(options),
    places,
    folders: (location) => listS3Folders(client, location),
    sign: (key, at, seconds) => signS3Link(client, key, at, seconds),
    now: () => new Date(),
  });
}
