// The body of a request as text: bounded, of a media type that is read here, and UTF-8.
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Refused } from './problem.ts';

export const MOST_BODY_BYTES = 1_000_000;

export interface PostedText {
  readonly mediaType: string;
  readonly text: string;
}

/** Refuses media types first: the rest of the request need not even be read then. */
export function acceptBodies(mediaTypes: readonly string[]): MiddlewareHandler {
  const limited = bodyLimit({
    maxSize: MOST_BODY_BYTES,
    onError: () => {
      throw new Refused(413, `the body is larger than ${MOST_BODY_BYTES} bytes`);
    },
  });
  return async (context, next) => {
    const sent = mediaTypeOf(context);
    if (sent.encoding !== undefined) throw new Refused(415, 'send the body without a content encoding');
    if (!mediaTypes.includes(sent.mediaType) || !sent.isUtf8) {
      throw new Refused(415, `send ${mediaTypes.join(' or ')}, in UTF-8`);
    }
    await limited(context, async () => {
      await readPosted(context);
      await next();
    });
  };
}

export async function readPosted(context: Context): Promise<PostedText> {
  const bytes = await context.req.arrayBuffer();
  // Once more, of what came: the length that a request states of itself is only what it states.
  if (bytes.byteLength > MOST_BODY_BYTES) throw new Refused(413, `the body is larger than ${MOST_BODY_BYTES} bytes`);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { mediaType: mediaTypeOf(context).mediaType, text };
  } catch {
    throw new Refused(400, 'the body is not UTF-8');
  }
}

function mediaTypeOf(context: Context) {
  const [type = '', ...parameters] = (context.req.header('content-type') ?? '').toLowerCase().split(';');
  const charsets = parameters.map((text) => text.trim()).filter((text) => text.startsWith('charset='));
  return {
    mediaType: type.trim(),
    isUtf8: charsets.every((text) => /^charset="?utf-?8"?$/.test(text)),
    encoding: context.req.header('content-encoding'),
  };
}
