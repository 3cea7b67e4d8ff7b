// Versions as vendors write them, `v1.27.16-r30`, `5.10.0-19-amd64`, and whether one has what came with another.

/** The numbers in the order of the text. */
function numbersOf(version: string): readonly number[] {
  return [...version.matchAll(/\d+/g)].map(([digits]) => Number(digits));
}

/** `minimums`: the first version that has it, one for each minor line. Later minor lines have it, earlier ones do not. */
export function isAtLeast(version: string, minimums: readonly string[]): boolean {
  const own = numbersOf(version);
  const lines = minimums.map(numbersOf);
  const sameLine = lines.find((line) => line[0] === own[0] && line[1] === own[1]);
  if (sameLine !== undefined) return compareNumbers(own, sameLine) >= 0;
  return lines.length > 0 && lines.every((line) => compareNumbers(own, line) > 0);
}

/** A missing number counts as 0. */
function compareNumbers(left: readonly number[], right: readonly number[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
