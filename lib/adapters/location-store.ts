// Locations as the command line takes them: `s3://…` in a bucket, all else on this machine.
import type { ObjectInfo, ObjectStore } from '../pipeline/ports.ts';
import { makeFileStore } from './file-store.ts';
import type { S3Options } from './s3-client.ts';
import { isS3Location } from './s3-location.ts';
import { makeS3Store } from './s3-store.ts';

export interface LocationOptions {
  readonly s3?: S3Options;
}

export function makeLocationStore({ s3 }: LocationOptions = {}): ObjectStore {
  const files = makeFileStore();
  let bucketStore: ObjectStore | undefined;
  // Made when first needed: without an s3:// location no configuration of AWS is looked for.
  const buckets = (): ObjectStore => {
    bucketStore ??= makeS3Store(s3);
    return bucketStore;
  };
  const of = (location: string): ObjectStore => (isS3Location(location) ? buckets() : files);
  return {
    list: (location) => of(location).list(location),
    listBelow: (location, range) => of(location).listBelow(location, range),
    info: (key) => of(key).info(key),
    readText: (key) => of(key).readText(key),
    open: (object: ObjectInfo, folder) => of(object.key).open(object, folder),
    release: (local, object) => of(object.key).release(local, object),
    download: (key, path) => of(key).download(key, path),
    write: (key, content, condition) => of(key).write(key, content, condition),
    remove: (key) => of(key).remove(key),
  };
}
