// Label selectors as text, in kubectl's notation where it has one.
import type { Alternatives, Requirement, Selector, SelectorOperator } from './selector.ts';

/** `app=web,tier in (a,b),!debug`; `everything` for the empty selector. */
export function formatSelector(selector: Selector): string {
  return selector.length === 0 ? 'everything' : selector.map(formatPart).join(',');
}

function formatPart(part: Requirement | Alternatives): string {
  if (part.kind === 'label') return formatRequirement(part);
  if (part.alternatives.length === 0) return 'nothing';
  return `(${part.alternatives.map(formatSelector).join(' or ')})`;
}

const WORDS: Readonly<Record<Exclude<SelectorOperator, 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'>, string>> = {
  Contains: 'contains',
  NotContains: 'does not contain',
  StartsWith: 'starts with',
  NotStartsWith: 'does not start with',
  EndsWith: 'ends with',
  NotEndsWith: 'does not end with',
};

function formatRequirement({ key, operator, values }: Requirement): string {
  const list = [...values].join(',');
  switch (operator) {
    case 'In':
      return values.size === 1 ? `${key}=${list}` : `${key} in (${list})`;
    case 'NotIn':
      return `${key} notin (${list})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return `${key} ${WORDS[operator]} ${list}`;
  }
}
