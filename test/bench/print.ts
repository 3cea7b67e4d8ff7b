// What the parts of the bench print alike.

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
