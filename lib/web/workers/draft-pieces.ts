// The text of a draft cut where its documents begin, so that what was read once is not read again after every key.
import { MAX_YAML_CHARACTERS } from '../../sources/parse-documents.ts';

/** Put together the pieces are the text. */
export interface DraftPiece {
  readonly text: string;
  /** Lines of the text before it. */
  readonly linesBefore: number;
}

/**
 * One piece for each YAML document: a line that begins with `---` always begins one, in scalars too (YAML 1.2.2, 9.1.2,
 * c-forbidden). The whole text where that is not all: JSON, directives (`%`), which hold for what follows, and ends (`...`);
 * and where it is too large, so that whoever reads it says so.
 */
export function draftPieces(text: string): readonly DraftPiece[] {
  const isWhole =
    text.length > MAX_YAML_CHARACTERS || /^\uFEFF?\s*[{[]/.test(text) || /(?:^|\n)\uFEFF?(?:%|\.\.\.)/.test(text);
  if (isWhole) return [{ text, linesBefore: 0 }];
  const pieces: DraftPiece[] = [];
  let from = 0;
  let linesBefore = 0;
  for (const { index } of text.matchAll(/\n(?=---(?:[ \t\r\n]|$))/g)) {
    const piece = text.slice(from, index + 1);
    pieces.push({ text: piece, linesBefore });
    linesBefore += lineFeedsIn(piece);
    from = index + 1;
  }
  pieces.push({ text: text.slice(from), linesBefore });
  return pieces;
}

function lineFeedsIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
