// Versions as vendors write them, `v1.27.16-r30`, `5.10.0-19-amd64`, and whether one has what came with another.
import type { Certainty } from '../certainty.ts';

interface Version {
  /** Major, minor, patch and vendor's release, as far as the text goes. */
  readonly numbers: readonly number[];
  /** `1.17.0-rc.1` is before 1.17.0, with an unknown part of what that has. */
  readonly isPreRelease: boolean;
}

/** Up to three numbers with dots between them; a fourth only as `-r30`. What distributions put behind says nothing. */
const VERSION = /^v?(\d+)(?:\.(\d+)(?:\.(\d+)(?:-r(\d+)\b)?)?)?/;
const PRE_RELEASE = /^v?[\d.]+-(?:alpha|beta|dev|pre|rc|snapshot)/;

function parseVersion(text: string): Version | undefined {
  const match = VERSION.exec(text);
  if (match === null) return undefined;
  const numbers = match.slice(1).flatMap((digits) => (digits === undefined ? [] : [Number(digits)]));
  return { numbers, isPreRelease: PRE_RELEASE.test(text) };
}

/** Whether a text begins with a version at all: `latest` does not. */
export function isVersion(text: string): boolean {
  return parseVersion(text) !== undefined;
}

/**
 * `minimums`: the first version that has it, one for each minor line. Later minor lines have it, earlier ones do not; a
 * line between them that is not listed, and a version without the numbers on which it turns, is unknown.
 */
export function hasReached(version: string, minimums: readonly string[]): Certainty {
  const own = parseVersion(version);
  const lines = minimums.flatMap((minimum) => parseVersion(minimum) ?? []);
  if (own === undefined || lines.length === 0) return 'unknown';
  const sameLine = lines.find(({ numbers }) => isSameLine(numbers, own.numbers));
  if (sameLine !== undefined) return isAtLeast(own, sameLine);
  const each = new Set(lines.map((line) => isAtLeast(own, line)));
  const [only] = each;
  return only === undefined || each.size > 1 ? 'unknown' : only;
}

function isSameLine(left: readonly number[], right: readonly number[]): boolean {
  return right.length > 1 && left[0] === right[0] && left[1] === right[1];
}

function isAtLeast(own: Version, minimum: Version): Certainty {
  for (const [index, needed] of minimum.numbers.entries()) {
    const number = own.numbers[index];
    if (number === undefined) return needed === 0 && !own.isPreRelease ? 'yes' : 'unknown';
    if (number !== needed) return number > needed ? 'yes' : 'no';
  }
  return own.isPreRelease ? 'unknown' : 'yes';
}
