// What the Distributed Maps read: files of the data bucket whose key the state names.
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { JsonPath, S3JsonItemReader, S3JsonLItemReader } from 'aws-cdk-lib/aws-stepfunctions';

type Reader = S3JsonItemReader | S3JsonLItemReader;

/** `key` is a path of the state, `$.hours.key`. The file is one JSON array, or JSON lines. */
export const readItems = (kind: 'json' | 'json-lines', bucket: IBucket, key: string): Reader => {
  const props = { bucket, key: JsonPath.stringAt(key) };
  return kind === 'json' ? new S3JsonItemReader(props) : new S3JsonLItemReader(props);
};
