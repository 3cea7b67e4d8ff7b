// Policies that were posted: read within bounds, or refused with what is wrong and where.
import type { PolicyDocument } from '../sources/kubernetes-objects.ts';
import { isObject, parseDocuments } from '../sources/parse-documents.ts';
import { isPolicyObject, readPolicyDocument } from '../sources/parse-policies.ts';
import type { PostedText } from './posted-text.ts';
import { Refused } from './problem.ts';
import { MOST_DOCUMENTS } from './schemas/questions.ts';

export interface PostedPolicies {
  /** In the order of the text. */
  readonly policies: readonly PolicyDocument[];
  /** Objects that are no policies. */
  readonly passedOver: number;
}

/** Nothing is read of a text that cannot be read whole: what is missing from it might be the policy that blocks. */
export function readPostedPolicies({ mediaType, text }: PostedText): PostedPolicies {
  if (mediaType === 'application/json') {
    checkJson(text);
  } else {
    checkYaml(text);
  }
  const { documents, diagnostics } = parseDocuments({ text, source: 'body' });
  if (diagnostics.length > 0) {
    throw new Refused(400, 'the body cannot be read', { diagnostics: diagnostics.slice(0, MOST_DIAGNOSTICS) });
  }
  if (documents.length > MOST_DOCUMENTS) throw tooMany();
  if (documents.length === 0 && mediaType !== 'application/json')
    throw new Refused(400, 'the body has no object in it');
  const policies: PolicyDocument[] = [];
  for (const document of documents.filter(isPolicyObject)) {
    const read = readPolicyDocument(document);
    if (!('manifest' in read)) throw new Refused(400, 'a policy cannot be read', { diagnostics: [read] });
    policies.push(read);
  }
  return { policies, passedOver: documents.length - policies.length };
}

export const MOST_DIAGNOSTICS = 100;

/** The parser takes YAML for JSON, and passes over what is null. */
function checkJson(text: string): void {
  if (!/^\s*[{[]/.test(text)) throw new Refused(400, NO_OBJECTS);
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && !value.every(isObject)) throw new Refused(400, NO_OBJECTS);
  } catch (error) {
    if (error instanceof Refused) throw error;
  }
}

const NO_OBJECTS = 'the body is neither a JSON object nor a list of them';

/** Policies on one line are JSON. The parser of YAML takes time in the square of a line's tokens. */
const MOST_LINE_CHARACTERS = 8000;
const MOST_LINES = 100_000;
/** It takes time in the square of these too; policies have hardly any. */
const MOST_ALIASES = 200;

/** Before the parser sees it: what would cost it minutes is refused. */
function checkYaml(text: string): void {
  const lines = text.split(/\r\n?|\n/);
  if (lines.filter((line) => line.startsWith('---')).length > MOST_DOCUMENTS) throw tooMany();
  if (lines.length > MOST_LINES) throw new Refused(413, `the body has more than ${MOST_LINES} lines`);
  const long = lines.findIndex((line) => line.length > MOST_LINE_CHARACTERS);
  if (long >= 0) {
    throw new Refused(400, `line ${long + 1} is longer than ${MOST_LINE_CHARACTERS} characters; send it as JSON`);
  }
  if ((text.match(ANCHOR_OR_ALIAS)?.length ?? 0) > MOST_ALIASES) {
    throw new Refused(400, `the body has more than ${MOST_ALIASES} anchors and aliases; write them out`);
  }
}

/** `&name` and `*name` at the start of a node; `a && b` of a selector is none. */
const ANCHOR_OR_ALIAS = /(?<=^|[\s[{,:-])[&*][^\s&*,\]}]/gm;

function tooMany(): Refused {
  return new Refused(413, `the body has more than ${MOST_DOCUMENTS} objects`);
}
