// The policies of one class of subjects, with the walks through them: one for each set of rules that match.
import type { AppliedTier, Standing } from '../applicable.ts';
import type { CompiledPolicies, CompiledRule } from '../compiled.ts';
import { type JudgeTiers, judgeTiers, type PolicySource, type TiersVerdict } from '../evaluate.ts';
import { matchRule } from '../match.ts';
import type { PolicyQuery } from '../model.ts';
import type { Profile } from '../profiles/profile.ts';
import type { RuleQuestion } from '../rule-question.ts';
import { protocolPort } from './question-number.ts';

export interface RememberedSubject {
  readonly profile: Profile;
  /** No other subject of the memory has it. */
  readonly number: number;
  readonly source: PolicySource;
  /** The same class under another profile. */
  readonly otherwise: RememberedSubject | undefined;
}

export interface SubjectParts extends Pick<RememberedSubject, 'profile' | 'number' | 'otherwise'> {
  readonly policies: CompiledPolicies;
  readonly standing: Standing;
  /** Told of all that is put away. */
  readonly grow: (entries: number) => void;
}

export function rememberSubject({ policies, standing, grow, ...named }: SubjectParts): RememberedSubject {
  const judge = rememberWalks(standing.tiers, grow);
  grow(
    1 +
      standing.unreadable.length +
      standing.tiers.flatMap(({ levels }) => levels.flatMap(({ applied }) => applied)).length,
  );
  return { ...named, source: { policies, standingOf: () => standing, judgeTiers: judge } };
}

/** How a walk ends is settled by which rules match, where none may or may not. */
function rememberWalks(tiers: readonly AppliedTier[], grow: SubjectParts['grow']): JudgeTiers {
  const rules = tiers.flatMap(({ levels }) => levels.flatMap(({ applied }) => applied.flatMap((one) => one.rules)));
  const placesByPort = new Map<number, readonly number[]>();
  const verdicts = new Map<string, TiersVerdict>();
  const placesOf = (query: PolicyQuery): readonly number[] => {
    const key = protocolPort(query);
    const known = placesByPort.get(key);
    if (known !== undefined) return known;
    const places = [...rules.entries()].flatMap(([place, rule]) => (mayName(rule, query) ? [place] : []));
    placesByPort.set(key, places);
    grow(1);
    return places;
  };
  return (asked, question) => {
    // Other tiers than those of the subject, or a Service, which has a port of its own: too few to remember.
    if (asked !== tiers || question.query.via !== undefined) return judgeTiers(asked, question);
    const matching = matchingRules(rules, placesOf(question.query), question);
    if (matching === undefined) return judgeTiers(tiers, question);
    const known = verdicts.get(matching);
    if (known !== undefined) return known;
    const verdict = judgeTiers(tiers, question);
    verdicts.set(matching, verdict);
    grow(1);
    return verdict;
  };
}

/** Numbers never mean another protocol, or a port outside their range, whatever a dataplane makes of ranges. */
export function mayName(rule: CompiledRule, { protocol, port }: Pick<PolicyQuery, 'protocol' | 'port'>): boolean {
  if (rule.ports.kind === 'all') return true;
  return rule.ports.ports.some(
    (one) => one.kind !== 'numbers' || (one.protocol === protocol && one.first <= port && port <= one.last),
  );
}

/** Their places; undefined where it is not certain of one, as the verdict then says why not. */
function matchingRules(
  rules: readonly CompiledRule[],
  places: readonly number[],
  question: RuleQuestion,
): string | undefined {
  let text = '';
  for (const place of places) {
    const rule = rules[place];
    const match = rule === undefined ? 'no' : matchRule(rule, question);
    if (match === 'unknown') return undefined;
    if (match === 'yes') text += `${place},`;
  }
  return text;
}
