// The count of tests from vitest's JSON result, and the line that states it.

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function field(result: object, name: string): number {
  const value: unknown = Reflect.get(result, name);
  return typeof value === 'number' ? value : 0;
}

export function countTests(resultText: string): Counts {
  const result: unknown = JSON.parse(resultText);
  if (typeof result !== 'object' || result === null) return { passed: 0, failed: 0, skipped: 0 };
  return {
    passed: field(result, 'numPassedTests'),
    failed: field(result, 'numFailedTests'),
    skipped: field(result, 'numPendingTests') + field(result, 'numTodoTests'),
  };
}

export function formatCounts(counts: Counts): string {
  const line = `${counts.passed} passed, ${counts.failed} failed`;
  return counts.skipped === 0 ? line : `${line}, ${counts.skipped} skipped`;
}
