// Guards for promises of our own code: these throw, because a broken one is a defect and not bad input.

/** The branch that cannot be reached while the union is handled completely; the compiler proves it. */
export function assertNever(value: never, where: string): never {
  throw new Error(`${where}: unhandled case ${JSON.stringify(value)}`);
}

/** Throws with `message` where `condition`, which our own code promised, does not hold. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`broken promise: ${message}`);
}
