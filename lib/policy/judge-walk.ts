// From the ways in which the walk through the tiers can end to the verdict of one side, with who decided.
import { uniqueSorted } from '../base/order.ts';
import type { DirectionVerdict, RuleReference, VerdictKind } from './model.ts';
import type { Walk } from './walk.ts';

export function judgeWalk(walk: Walk): DirectionVerdict {
  if (!walk.canDeny) return allowedBy(walk);
  return walk.canAllow ? openQuestion(walk) : deniedBy(walk);
}

export function notIsolated(reason: string): DirectionVerdict {
  return { kind: 'allowed', isolated: false, by: [], rules: [], reason };
}

/** "the union of what the applicable policies allow" */
function allowedBy(walk: Walk): DirectionVerdict {
  const { allowing, unsettled, doubtful, isolated } = walk;
  if (allowing.length > 0) return decidedBy('allowed', allowing, { isolated, suffix: '' });
  if (unsettled.length > 0 && doubtful.length > 0) {
    return { ...notIsolated(`allowed whether or not ${uniqueSorted(doubtful).join(', ')} counts`), isolated };
  }
  return { ...notIsolated(isolated ? 'no policy decides it' : 'not isolated'), isolated };
}

function deniedBy(walk: Walk): DirectionVerdict {
  const { denying, isolating, isolated } = walk;
  if (denying.length > 0) return decidedBy('denied', denying, { isolated, suffix: ' denies' });
  const by = uniqueSorted(isolating);
  return { kind: 'denied', isolated, by, rules: [], reason: `no rule of ${by.join(', ')} matches` };
}

function openQuestion(walk: Walk): DirectionVerdict {
  const { unsettled, openPoints, doubtful, disputing, isolated } = walk;
  if (unsettled.length > 0) {
    const what = openPoints.length === 0 ? '' : `: ${uniqueSorted(openPoints).join(', ')}`;
    return decidedBy('unknown', unsettled, { isolated, suffix: ` would have to be settled${what}` });
  }
  const open = { kind: 'unknown', isolated, rules: [] } as const;
  if (doubtful.length > 0) {
    const by = uniqueSorted(doubtful);
    return { ...open, by, reason: `whether ${by.join(', ')} counts is not known` };
  }
  const by = uniqueSorted(disputing);
  return { ...open, by, reason: `${by.join(' and ')} disagree, and nobody says which comes first` };
}

/** `rules` are in the order of the walk, those of one level by the policies' names, then of the rules. */
function decidedBy(
  kind: VerdictKind,
  rules: readonly RuleReference[],
  { isolated, suffix }: { readonly isolated: boolean; readonly suffix: string },
): DirectionVerdict {
  const by = uniqueSorted(rules.map((rule) => rule.policy));
  const first = rules[0];
  const more = rules.length > 1 ? ` and ${rules.length - 1} more` : '';
  const reason = `rule ${first?.rule ?? 0} of ${first?.policy ?? ''}${more}${suffix}`;
  return { kind, isolated, by, rules, reason };
}
