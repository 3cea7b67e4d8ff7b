// Listings of buckets: pages, ranges, and what a location means: an object, a folder, a pattern, a beginning of names.
import { type _Object, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { compareBy } from '../base/order.ts';
import type { ListRange, ObjectInfo } from '../pipeline/ports.ts';
import { globPattern, hasGlob, literalStart } from './glob.ts';
import { compareBytes, isInRange } from './name-range.ts';
import { formatS3Location, parseS3Location, type S3Location } from './s3-location.ts';

/** The exact object, else what is below it as a folder, else what it is a pattern of, else what begins with it. */
export async function listS3(client: S3Client, location: string): Promise<readonly ObjectInfo[]> {
  const { bucket, key } = parseS3Location(location);
  if (key === '' || key.endsWith('/')) return sorted(await listPrefix(client, { bucket, key }));
  const exact = await listPrefix(client, { bucket, key }, { most: 1 });
  if (exact[0]?.key === formatS3Location({ bucket, key })) return exact;
  const below = await listPrefix(client, { bucket, key: `${key}/` });
  if (below.length > 0) return sorted(below);
  if (!hasGlob(key)) return sorted(await listPrefix(client, { bucket, key }));
  const pattern = globPattern(key);
  const candidates = await listPrefix(client, { bucket, key: literalStart(key) });
  return sorted(candidates.filter((object) => pattern.test(parseS3Location(object.key).key)));
}

/** Asks from `after` on, and no further than `before`. */
export async function listS3Below(
  client: S3Client,
  location: string,
  range: ListRange,
): Promise<readonly ObjectInfo[]> {
  const at = parseS3Location(location);
  const name = (object: ObjectInfo) => parseS3Location(object.key).key.slice(at.key.length);
  const found = await listPrefix(client, at, range);
  return sorted(found.filter((object) => isInRange(name(object), range)));
}

function sorted(objects: readonly ObjectInfo[]): readonly ObjectInfo[] {
  return [...objects].sort(compareBy(({ key }) => key));
}

interface Stops extends ListRange {
  readonly most?: number;
}

async function listPrefix(
  client: S3Client,
  { bucket, key }: S3Location,
  stops: Stops = {},
): Promise<readonly ObjectInfo[]> {
  const { after, before, most } = stops;
  const found: ObjectInfo[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: key,
        // Keys may hold characters that XML cannot carry.
        EncodingType: 'url',
        ...(after === undefined ? {} : { StartAfter: key + after }),
        ...(token === undefined ? {} : { ContinuationToken: token }),
        ...(most === undefined ? {} : { MaxKeys: most }),
      }),
    );
    const decode = page.EncodingType === 'url' ? decodeKey : (text: string) => text;
    for (const item of page.Contents ?? []) {
      const name = decode(item.Key ?? '');
      if (before !== undefined && compareBytes(name, key + before) >= 0) return found;
      // Consoles write empty objects for the folders that they show.
      if (!name.endsWith('/')) found.push(toInfo(bucket, name, item));
    }
    token = page.IsTruncated === true && most === undefined ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
  return found;
}

/** S3 writes a space as `+`; what cannot be decoded is the key itself. */
function decodeKey(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function toInfo(bucket: string, key: string, item: _Object): ObjectInfo {
  return {
    key: formatS3Location({ bucket, key }),
    bytes: item.Size ?? 0,
    etag: plainEtag(item.ETag),
    lastModifiedSeconds: toSeconds(item.LastModified),
  };
}

/** Without the quotes that HTTP puts around it. */
export function plainEtag(etag: string | undefined): string {
  return (etag ?? '').replaceAll('"', '');
}

export function toSeconds(time: Date | undefined): number {
  return Math.floor((time?.getTime() ?? 0) / 1000);
}
