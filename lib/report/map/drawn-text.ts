// Text on the map: cut to the room it has, without what XML forbids or what would turn its neighbours round.

/** Wide enough for the usual sans-serif fonts, of the size of the letters. */
const LETTER_WIDTH = 0.62;

/** `size` and `width` in CSS pixels; what is cut ends in `…`. */
export function fitText(text: string, width: number, size: number): string {
  const most = mostLetters(width, size);
  const letters = Array.from(drawable(text));
  return letters.length <= most ? letters.join('') : `${letters.slice(0, most - 1).join('')}…`;
}

/** On two lines where one is too short, parted between words where they allow it. */
export function wrapText(text: string, width: number, size: number): readonly string[] {
  const most = mostLetters(width, size);
  const letters = Array.from(drawable(text));
  if (letters.length <= most) return [letters.join('')];
  const sign = letters.slice(0, most).findLastIndex((letter) => '-/. '.includes(letter));
  const first = sign >= 0 && letters.length - sign - 1 <= most ? sign + 1 : most;
  return [letters.slice(0, first).join('').trimEnd(), fitText(letters.slice(first).join(''), width, size)];
}

/** Without its last part where the whole is too long: `13 workloads, 23 inside`, then `13 workloads`. */
export function fitNote(note: string, width: number, size: number): string {
  const parts = note.split(', ');
  const isShort = Array.from(note).length <= mostLetters(width, size);
  return isShort || parts.length === 1
    ? fitText(note, width, size)
    : fitNote(parts.slice(0, -1).join(', '), width, size);
}

function mostLetters(width: number, size: number): number {
  return Math.max(2, Math.floor(width / (size * LETTER_WIDTH)));
}

/** Control characters, halves of characters and the two that are none cannot stand in XML. */
export function drawable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD');
}
