// Whether two values of plain data are the same, to the order of their keys.

/** Of plain data: the same keys in the same order, so that what is written of it has the same bytes. */
export function isEqual(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => isEqual(item, right[index]));
  }
  return isRecord(left) && isRecord(right) && haveEqualEntries(left, right);
}

type PlainRecord = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is PlainRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function haveEqualEntries(left: PlainRecord, right: PlainRecord): boolean {
  const [keys, others] = [Object.keys(left), Object.keys(right)];
  return (
    keys.length === others.length && keys.every((key, index) => others[index] === key && isEqual(left[key], right[key]))
  );
}
