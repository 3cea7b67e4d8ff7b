// Policies that were posted: read within bounds, or refused with what is wrong and where.
import type { PolicyDocument } from '../sources/kubernetes-objects.ts';
import { parseDocuments } from '../sources/parse-documents.ts';
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
    if (!/^\s*[{[]/.test(text)) throw new Refused(400, 'the body is neither a JSON object nor a list of them');
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

/** Before the parser sees them: each document costs it memory, however empty. */
function checkYaml(text: string): void {
  const markers = text.match(/^---/gm)?.length ?? 0;
  if (markers > MOST_DOCUMENTS) throw tooMany();
}

function tooMany(): Refused {
  return new Refused(413, `the body has more than ${MOST_DOCUMENTS} objects`);
}
