// One SQS message of the log bucket, as S3 writes it: which new objects it names, and which of them are no logs.
import { z } from 'zod';
import type { Diagnostic } from '../../lib/base/diagnostic.ts';

export interface NamedObject {
  readonly bucket: string;
  readonly key: string;
}

/** `skipped`: named, and no log by its name or size. */
export type Notification =
  | { readonly kind: 'objects'; readonly objects: readonly NamedObject[]; readonly skipped: number }
  | { readonly kind: 'refused'; readonly diagnostic: Diagnostic };

/** "The eventVersion key has a major and minor version" (S3 event message structure); a new minor one only adds fields. */
const recordSchema = z.object({
  eventVersion: z.string().regex(/^2\.\d+$/, 'not a version 2 of the event'),
  eventName: z.string(),
  s3: z.object({
    bucket: z.object({ name: z.string().min(3).max(63) }),
    object: z.object({ key: z.string().min(1), size: z.number().optional() }),
  }),
});
/** S3 sends `s3:TestEvent`, without records, when the notification is set up. */
const bodySchema = z.union([
  z.object({ Event: z.literal('s3:TestEvent') }),
  z.object({ Records: z.array(recordSchema) }),
]);

/** S3's limit for keys. */
const LONGEST_KEY_BYTES = 1024;
const CONTROL_CHARACTERS = /\p{Cc}/u;
/** What services leave to see whether they may write. */
const TEST_FILE = /(TestFile|CheckFile|\.writetest|_SUCCESS)$/;

export function parseNotification(body: string, messageId: string): Notification {
  const parsed = bodySchema.safeParse(parseJson(body));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(messageId, `no notification of S3 (${issue?.path.join('.')}: ${issue?.message})`);
  }
  if ('Event' in parsed.data) return { kind: 'objects', objects: [], skipped: 0 };
  const objects: NamedObject[] = [];
  let skipped = 0;
  for (const { eventName, s3 } of parsed.data.Records) {
    const key = decodeKey(s3.object.key);
    if (key === undefined) return refuse(messageId, 'a key that is no text of at most 1,024 bytes');
    const isLog = /^(s3:)?ObjectCreated:/.test(eventName) && s3.object.size !== 0 && !key.endsWith('/');
    if (isLog && !TEST_FILE.test(key)) objects.push({ bucket: s3.bucket.name, key });
    else skipped += 1;
  }
  return { kind: 'objects', objects, skipped };
}

/** "The key is URL encoded" as forms are, so that `+` is a space; undefined where it is no key that a log could have. */
function decodeKey(encoded: string): string | undefined {
  try {
    const key = decodeURIComponent(encoded.replaceAll('+', ' '));
    return Buffer.byteLength(key) > LONGEST_KEY_BYTES || CONTROL_CHARACTERS.test(key) ? undefined : key;
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(messageId: string, message: string): Notification {
  const mend = 'look at the message in the dead-letter queue; only the log bucket should send to this queue';
  const place = { source: `message ${messageId}` };
  return { kind: 'refused', diagnostic: { code: 'notification-refused', level: 'warning', message, place, mend } };
}
