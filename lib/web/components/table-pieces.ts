// A long table as the rows that are in the page and the space of those that are not.

/** In order from the top; heights in CSS pixels. */
export type TablePiece =
  | { readonly kind: 'row'; readonly index: number }
  | { readonly kind: 'space'; readonly key: string; readonly height: number };

/** `indexes` ascend. */
export function tablePieces(indexes: readonly number[], count: number, rowHeight: number): readonly TablePiece[] {
  const pieces: TablePiece[] = [];
  let next = 0;
  const skipTo = (index: number): void => {
    if (index > next) pieces.push({ kind: 'space', key: `space ${next}`, height: (index - next) * rowHeight });
  };
  for (const index of indexes) {
    skipTo(index);
    pieces.push({ kind: 'row', index });
    next = index + 1;
  }
  skipTo(count);
  return pieces;
}
