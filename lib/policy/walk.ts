// The walk through the tiers: every way in which it can end, as some matches may not be certain.
import type { Applied, AppliedLevel, AppliedTier } from './applicable.ts';
import type { CompiledRule } from './compiled.ts';
import { matchRule, type RuleQuestion } from './match.ts';
import type { RuleReference } from './model.ts';

/** What a policy or a level can say: `none` is on to what comes next, `pass` on to the next tier. */
type Outcome = CompiledRule['action'] | 'none';

export interface Walk {
  readonly canAllow: boolean;
  readonly canDeny: boolean;
  /** Some policy is certain to isolate the subject. */
  readonly isolated: boolean;
  /** Names of the policies that isolate it in the tier whose end denies; sorted. */
  readonly isolating: readonly string[];
  /** Rules that are certain to match and decide, in the order of the walk; each level's by name of policy. */
  readonly allowing: readonly RuleReference[];
  readonly denying: readonly RuleReference[];
  /** Rules that may match or may not and would decide. */
  readonly unsettled: readonly RuleReference[];
  /** Names of policies of which it is not certain that they count for the subject. */
  readonly doubtful: readonly string[];
}

interface Progress {
  canAllow: boolean;
  canDeny: boolean;
  isolated: boolean;
  readonly isolating: string[];
  readonly allowing: RuleReference[];
  readonly denying: RuleReference[];
  readonly unsettled: RuleReference[];
  readonly doubtful: string[];
}

/** `tiers`: as they stand for the subject of the question. */
export function walkTiers(tiers: readonly AppliedTier[], question: RuleQuestion): Walk {
  const walk: Progress = {
    ...{ canAllow: false, canDeny: false, isolated: false },
    ...{ isolating: [], allowing: [], denying: [], unsettled: [], doubtful: [] },
  };
  let goesOn = true;
  for (const tier of tiers) {
    if (tier.isolation === 'yes') walk.isolated = true;
    if (goesOn) goesOn = walkTier(tier, question, walk);
  }
  if (goesOn) walk.canAllow = true;
  return walk;
}

/** Whether the walk can go on to the next tier. */
function walkTier({ tier, levels, isolation }: AppliedTier, question: RuleQuestion, walk: Progress): boolean {
  let passes = false;
  for (const level of levels) {
    const outcomes = levelOutcomes(level, { question, walk });
    if (outcomes.has('allow')) walk.canAllow = true;
    if (outcomes.has('deny')) walk.canDeny = true;
    if (outcomes.has('pass')) passes = true;
    if (!outcomes.has('none')) return passes;
  }
  if (tier.unmatched === 'pass' || isolation === 'no') return true;
  walk.canDeny = true;
  for (const { applied } of levels) {
    for (const { policy, isolates } of applied) if (isolates === 'yes') walk.isolating.push(policy.name);
  }
  return passes || isolation === 'unknown';
}

interface Asking {
  readonly question: RuleQuestion;
  readonly walk: Progress;
}

/** Of policies that stand side by side. */
function levelOutcomes({ level, applied }: AppliedLevel, asking: Asking): ReadonlySet<Outcome> {
  const each = applied.map((one) => policyOutcomes(one, asking));
  const all = new Set(each.flatMap((outcomes) => [...outcomes]));
  if (!each.every((outcomes) => outcomes.has('none'))) all.delete('none');
  const denies =
    level.conflicts === 'deny-wins' && each.some((outcomes) => outcomes.has('deny') && outcomes.size === 1);
  return denies ? new Set<Outcome>(['deny']) : all;
}

/** The first rule that matches decides; where all are asked at once, denials stand first in the list. */
function policyOutcomes({ policy, selects, rules, doubt }: Applied, { question, walk }: Asking): ReadonlySet<Outcome> {
  const { direction } = question;
  const sure = selects === 'yes' && doubt === undefined;
  if (!sure) walk.doubtful.push(policy.name);
  const outcomes = new Set<Outcome>(sure ? [] : ['none']);
  let decided = false;
  for (const [rule, compiled] of rules.entries()) {
    const match = matchRule(compiled, question);
    if (match === 'no') continue;
    const certain = match === 'yes' && sure;
    const reference = { policy: policy.name, direction, rule };
    if (!decided) outcomes.add(compiled.action);
    if (!decided || (policy.matching === 'all-rules' && compiled.action === 'allow')) {
      note(walk, certain ? compiled.action : 'none', reference);
    }
    if (match !== 'yes') continue;
    decided = true;
    if (policy.matching === 'first-rule' || compiled.action === 'deny') break;
  }
  if (!decided) outcomes.add('none');
  return outcomes;
}

function note(walk: Progress, outcome: Outcome, reference: RuleReference): void {
  if (outcome === 'allow') walk.allowing.push(reference);
  else if (outcome === 'deny') walk.denying.push(reference);
  else if (outcome === 'none') walk.unsettled.push(reference);
}
