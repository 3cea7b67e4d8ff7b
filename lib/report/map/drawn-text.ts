// Text on the map: cut to the room it has, without what XML forbids or what would turn its neighbours round.

/** Wide enough for the usual sans-serif fonts, of the size of the letters. */
const LETTER_WIDTH = 0.62;

/** `size` and `width` in CSS pixels; what is cut ends in `…`. */
export function fitText(text: string, width: number, size: number): string {
  const most = Math.max(2, Math.floor(width / (size * LETTER_WIDTH)));
  const letters = Array.from(drawable(text));
  return letters.length <= most ? letters.join('') : `${letters.slice(0, most - 1).join('')}…`;
}

/** Control characters, halves of characters and the two that are none cannot stand in XML. */
export function drawable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD');
}
