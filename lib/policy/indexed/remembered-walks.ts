// Walks through the tiers of one subject, remembered by the rules that match: all else of a question makes no difference.
import type { AppliedTier } from '../applicable.ts';
import type { CompiledRule } from '../compiled.ts';
import type { JudgeTiers, TiersVerdict } from '../evaluate.ts';
import { judgeWalk } from '../judge-walk.ts';
import { matchRule, type RuleQuestion } from '../match.ts';
import { walkTiers } from '../walk.ts';

interface WalkMemory {
  /** Those of all tiers, in the order of the walk. */
  readonly rules: readonly CompiledRule[];
  readonly verdicts: Map<string, TiersVerdict>;
}

/** `grow` is told of every verdict that is put away; what is remembered goes with the tiers. */
export function makeRememberedWalks(grow: (entries: number) => void): JudgeTiers {
  const memories = new WeakMap<readonly AppliedTier[], WalkMemory>();
  return (tiers, question) => {
    const memory = memories.get(tiers) ?? { rules: rulesOf(tiers), verdicts: new Map<string, TiersVerdict>() };
    memories.set(tiers, memory);
    const key = matchingRules(memory.rules, question);
    const known = memory.verdicts.get(key);
    if (known !== undefined) return known;
    const walk = walkTiers(tiers, question);
    const verdict = { verdict: judgeWalk(walk), canDeny: walk.canDeny };
    memory.verdicts.set(key, verdict);
    grow(1);
    return verdict;
  };
}

function rulesOf(tiers: readonly AppliedTier[]): readonly CompiledRule[] {
  return tiers.flatMap(({ levels }) => levels.flatMap(({ applied }) => applied.flatMap(({ rules }) => rules)));
}

/** The places of the rules that match, `?` after those that may match; empty where none does. */
function matchingRules(rules: readonly CompiledRule[], question: RuleQuestion): string {
  let text = '';
  for (let place = 0; place < rules.length; place += 1) {
    const rule = rules[place];
    const match = rule === undefined ? 'no' : matchRule(rule, question);
    if (match !== 'no') text += match === 'yes' ? `${place},` : `${place}?`;
  }
  return text;
}
