// A location that names nothing or cannot be used: what is wrong and the mend, in one line.

/** `absent`: nothing is there. `unavailable`: trying again later may mend it. The others need somebody to mend them. */
export type LocationProblem = 'absent' | 'denied' | 'credentials' | 'misnamed' | 'archived' | 'unavailable' | 'damaged';

export class LocationError extends Error {
  override readonly name = 'LocationError';
  readonly problem: LocationProblem;

  constructor(place: string, what: string, mend: string, problem: LocationProblem = 'misnamed') {
    super(`${oneLine(place)}: ${oneLine(what)}; ${mend}`);
    this.problem = problem;
  }
}

/** Keys and answers of servers are untrusted: a control character in one must not forge a second line. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
