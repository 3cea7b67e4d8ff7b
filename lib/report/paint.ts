// Colour as text: ANSI codes where wanted, nothing where not.

export type Tone = 'bold' | 'dim' | 'red' | 'yellow' | 'green';

const CODES: Readonly<Record<Tone, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
};

export type Paint = (tone: Tone, text: string) => string;

export function makePaint(colour: boolean): Paint {
  if (!colour) return (_tone, text) => text;
  return (tone, text) => `\u001b[${CODES[tone][0]}m${text}\u001b[${CODES[tone][1]}m`;
}

/** Names come from untrusted objects: control characters would drive the terminal. */
export function plainText(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => (character === '\n' ? character : '\uFFFD'));
}
