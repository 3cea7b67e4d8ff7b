// Reads the text of drafts: each of its documents once, however often the text around it changes.
import type { Diagnostic, Place } from '../../base/diagnostic.ts';
import type { PolicyManifest } from '../../report/document.ts';
import type { PolicyDocument } from '../../sources/kubernetes-objects.ts';
import { parseDocuments } from '../../sources/parse-documents.ts';
import { isPolicyObject, readPolicyDocument } from '../../sources/parse-policies.ts';
import { policyYaml } from '../data/plain-yaml.ts';
import { draftPieces } from './draft-pieces.ts';
import type { PassedOver } from './messages.ts';
import type { Work } from './work.ts';

/** Lines are those of the text, from 1. */
export interface ReadDraft {
  readonly documents: readonly PolicyDocument[];
  readonly diagnostics: readonly Diagnostic[];
  readonly passedOver: readonly PassedOver[];
}

export interface DraftReader {
  readonly read: (text: string) => Work<ReadDraft>;
  /** The text of policies, one document each. Where it comes back, the manifests are these very objects. */
  readonly write: (manifests: readonly PolicyManifest[]) => Work<string>;
}

const DRAFT = 'draft';
const SEPARATOR = '---\n';
/** Pieces of text that are kept; beyond that those of the newest draft alone. */
const MOST_PIECES = 20_000;
/** So many are read between two looks at the clock. */
const PIECES_A_STEP = 10;

export function makeDraftReader(): DraftReader {
  let known = new Map<string, ReadDraft>();

  function* read(text: string): Work<ReadDraft> {
    const pieces = draftPieces(text);
    const found: ReadDraft[] = [];
    const used = new Map<string, ReadDraft>();
    for (const [index, piece] of pieces.entries()) {
      if (index % PIECES_A_STEP === 0) yield { done: index, total: pieces.length, unit: 'policy' };
      const own = known.get(piece.text) ?? readPiece(piece.text);
      known.set(piece.text, own);
      used.set(piece.text, own);
      found.push(moved(own, piece.linesBefore));
    }
    if (known.size > MOST_PIECES) known = used;
    return {
      documents: found.flatMap(({ documents }) => documents),
      diagnostics: found.flatMap(({ diagnostics }) => diagnostics),
      passedOver: found.flatMap(({ passedOver }) => passedOver),
    };
  }

  function* write(manifests: readonly PolicyManifest[]): Work<string> {
    const texts: string[] = [];
    for (const [index, manifest] of manifests.entries()) {
      if (index % PIECES_A_STEP === 0) yield { done: index, total: manifests.length, unit: 'policy' };
      const text = policyYaml(manifest);
      // Only the first document has no line before it.
      const piece = texts.length === 0 ? text : `${SEPARATOR}${text}`;
      if (isPlain(manifest)) known.set(piece, asRead(manifest, texts.length === 0 ? 1 : 2));
      texts.push(text);
    }
    return texts.join(SEPARATOR);
  }

  return { read, write };
}

/** Reading it would add nothing to it, and find nothing wrong. */
function isPlain({ apiVersion, kind }: PolicyManifest): boolean {
  return apiVersion === 'networking.k8s.io/v1' && kind === 'NetworkPolicy';
}

function asRead(manifest: PolicyManifest, line: number): ReadDraft {
  return { documents: [{ place: { source: DRAFT, line }, manifest }], diagnostics: [], passedOver: [] };
}

function readPiece(text: string): ReadDraft {
  const parsed = parseDocuments({ text, source: DRAFT });
  const documents: PolicyDocument[] = [];
  const diagnostics = [...parsed.diagnostics];
  const passedOver: PassedOver[] = [];
  for (const document of parsed.documents) {
    if (!isPolicyObject(document)) {
      passedOver.push({ kind: document.kind, line: document.place.line });
      continue;
    }
    const read = readPolicyDocument(document);
    if ('manifest' in read) documents.push(read);
    else diagnostics.push(read);
  }
  return { documents, diagnostics, passedOver };
}

function moved(read: ReadDraft, lines: number): ReadDraft {
  if (lines === 0) return read;
  const down = (place: Place): Place => (place.line === undefined ? place : { ...place, line: place.line + lines });
  return {
    documents: read.documents.map((document) => ({ ...document, place: down(document.place) })),
    diagnostics: read.diagnostics.map((diagnostic) => ({ ...diagnostic, place: down(diagnostic.place) })),
    passedOver: read.passedOver.map(({ kind, line }) => ({ kind, line: line === undefined ? line : line + lines })),
  };
}
