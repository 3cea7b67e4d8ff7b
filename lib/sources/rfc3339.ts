// Times as RFC 3339 writes them, and as file names must write them, in seconds since 1970.

/** Colons may be missing or be hyphens, and so may the hyphens of the date be missing; the zone may not. */
const TIME = String.raw`(\d{4})-?(\d{2})-?(\d{2})[Tt](\d{2})[:-]?(\d{2})[:-]?(\d{2})(?:[.,]\d+)?(?:[Zz]|([+-])(\d{2})[:-]?(\d{2}))`;
const WHOLE = new RegExp(`^${TIME}$`);
/** Not inside a longer run of digits, which would be something else. */
const WITHIN = new RegExp(`(?<!\\d)${TIME}(?!\\d)`, 'g');

/** The whole second in which the time lies; undefined where the text is no time or names a day that does not exist. */
export function parseTimeSeconds(text: string): number | undefined {
  const match = WHOLE.exec(text);
  return match === null ? undefined : secondsOf(match);
}

/** Every time that occurs in the text, in its order. */
export function findTimesSeconds(text: string): readonly number[] {
  return [...text.matchAll(WITHIN)].map(secondsOf).filter((seconds) => seconds !== undefined);
}

function secondsOf(match: RegExpMatchArray): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const [sign, offsetHours = '0', offsetMinutes = '0'] = match.slice(7, 10);
  if (hour > 23 || minute > 59 || second > 60 || Number(offsetHours) > 23 || Number(offsetMinutes) > 59)
    return undefined;
  const midnight = new Date(Date.UTC(year, month - 1, day));
  // Date.UTC carries 31 February over into March and takes the years 0 to 99 for those after 1900.
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day || year < 1970) return undefined;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60;
  const seconds = midnight.getTime() / 1000 + (hour * 60 + minute) * 60 + second;
  return sign === '-' ? seconds + offset : seconds - offset;
}
