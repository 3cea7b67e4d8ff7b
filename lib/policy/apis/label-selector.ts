// Reads metav1.LabelSelector, to the API server's own validation.
import type { Requirement, Selector, SelectorOperator } from '../selector.ts';
import {
  type Cursor,
  checkFields,
  isAbsent,
  isObject,
  itemsOf,
  propertyOf,
  reportInvalid,
  textOf,
} from './manifest-reader.ts';

const OPERATORS: readonly SelectorOperator[] = ['In', 'NotIn', 'Exists', 'DoesNotExist'];
const NAME_PATTERN = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const DNS_LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const DNS_SUBDOMAIN_PATTERN = new RegExp(`^${DNS_LABEL}(?:\\.${DNS_LABEL})*$`);

/** "The result of matchLabels and matchExpressions are ANDed." */
export function readLabelSelector(cursor: Cursor): Selector {
  if (!checkFields(cursor, ['matchLabels', 'matchExpressions'])) return [];
  const labels = readMatchLabels(propertyOf(cursor, 'matchLabels'));
  const expressions = (itemsOf(propertyOf(cursor, 'matchExpressions')) ?? []).flatMap(readExpression);
  return [...labels, ...expressions];
}

function readMatchLabels(cursor: Cursor): readonly Requirement[] {
  if (isAbsent(cursor)) return [];
  if (!isObject(cursor.value)) {
    reportInvalid(cursor, 'an object');
    return [];
  }
  return Object.keys(cursor.value).flatMap((name) => {
    const property = propertyOf(cursor, name);
    const key = readKey({ ...property, value: name });
    const value = readValue(property);
    return key === undefined || value === undefined
      ? []
      : [{ kind: 'label', key, operator: 'In', values: new Set([value]) }];
  });
}

/** One of `matchExpressions`. */
export function readExpression(cursor: Cursor): readonly Requirement[] {
  if (!checkFields(cursor, ['key', 'operator', 'values'])) return [];
  const key = readKey(propertyOf(cursor, 'key'));
  const operatorCursor = propertyOf(cursor, 'operator');
  const operator = OPERATORS.find((one) => one === operatorCursor.value);
  if (operator === undefined) reportInvalid(operatorCursor, `one of ${OPERATORS.join(', ')}`);
  const valuesCursor = propertyOf(cursor, 'values');
  const values = (itemsOf(valuesCursor) ?? []).flatMap((item) => readValue(item) ?? []);
  // "If the operator is In or NotIn, the values array must be non-empty. If the operator is Exists or DoesNotExist,
  // the values array must be empty."
  const takesValues = operator === 'In' || operator === 'NotIn';
  if (operator !== undefined && takesValues !== values.length > 0) {
    reportInvalid(valuesCursor, takesValues ? `a list of values for ${operator}` : `empty for ${operator}`);
  }
  return key === undefined || operator === undefined ? [] : [{ kind: 'label', key, operator, values: new Set(values) }];
}

/** A name of up to 63 characters, with an optional DNS subdomain of up to 253 and a slash before it. */
function readKey(cursor: Cursor): string | undefined {
  const key = textOf(cursor);
  if (key === undefined) return undefined;
  const slash = key.indexOf('/');
  const prefix = key.slice(0, Math.max(slash, 0));
  const prefixIsValid = slash < 0 || (prefix.length <= 253 && DNS_SUBDOMAIN_PATTERN.test(prefix));
  if (prefixIsValid && NAME_PATTERN.test(key.slice(slash + 1))) return key;
  reportInvalid(cursor, 'a label key');
  return undefined;
}

function readValue(cursor: Cursor): string | undefined {
  const value = textOf(cursor);
  if (value === undefined || value === '' || NAME_PATTERN.test(value)) return value;
  reportInvalid(cursor, 'a label value');
  return undefined;
}
