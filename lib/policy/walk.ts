// The walk through the tiers: every way in which it can end, as some matches may not be certain.
import type { Applied, AppliedLevel, AppliedTier } from './applicable.ts';
import { anyOf, type Certainty } from './certainty.ts';
import type { CompiledRule } from './compiled.ts';
import { matchRule } from './match.ts';
import type { RuleReference } from './model.ts';
import { openPointsOf } from './open-points.ts';
import type { RuleQuestion } from './rule-question.ts';

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
  /** What would have to be known for them, in words. */
  readonly openPoints: readonly string[];
  /** Names of policies of which it is not certain that they count for the subject. */
  readonly doubtful: readonly string[];
  /** Names of policies that disagree and of which nobody says which comes first. */
  readonly disputing: readonly string[];
}

interface Progress {
  canAllow: boolean;
  canDeny: boolean;
  isolated: boolean;
  readonly isolating: string[];
  readonly allowing: RuleReference[];
  readonly denying: RuleReference[];
  readonly unsettled: RuleReference[];
  readonly openPoints: string[];
  readonly doubtful: string[];
  readonly disputing: string[];
}

/** `tiers`: as they stand for the subject of the question. */
export function walkTiers(tiers: readonly AppliedTier[], question: RuleQuestion): Walk {
  const walk: Progress = {
    ...{ canAllow: false, canDeny: false, isolated: false },
    ...{ isolating: [], allowing: [], denying: [], unsettled: [], openPoints: [], doubtful: [], disputing: [] },
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
function walkTier({ tier, levels }: AppliedTier, question: RuleQuestion, walk: Progress): boolean {
  const sayings = sequencesOf(levels).map((sequence) => sequenceSaying(sequence, { question, walk }));
  const { outcomes, isolation } = sideBySide(sayings, walk);
  if (outcomes.has('allow')) walk.canAllow = true;
  if (outcomes.has('deny')) walk.canDeny = true;
  const passes = outcomes.has('pass');
  if (!outcomes.has('none')) return passes;
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

/** What a policy, or several, can say, and the names of those that decide something. */
interface Saying {
  readonly outcomes: ReadonlySet<Outcome>;
  readonly by: readonly string[];
  /** Whether one isolates the subject that may say nothing: one that decides wherever it counts leaves nothing to deny. */
  readonly isolation: Certainty;
}

function sequencesOf(levels: readonly AppliedLevel[]): readonly (readonly AppliedLevel[])[] {
  const apart = levels.filter(({ level }) => level.sequence === 'admin-v1alpha1');
  if (apart.length === 0 || apart.length === levels.length) return [levels];
  return [apart, levels.filter(({ level }) => level.sequence === 'common')];
}

/** The first level that decides ends it. */
function sequenceSaying(levels: readonly AppliedLevel[], asking: Asking): Saying {
  const outcomes = new Set<Outcome>();
  const sayings: Saying[] = [];
  for (const level of levels) {
    const saying = levelSaying(level, asking);
    sayings.push(saying);
    for (const outcome of saying.outcomes) if (outcome !== 'none') outcomes.add(outcome);
    if (!saying.outcomes.has('none')) break;
  }
  if (sayings.every((saying) => saying.outcomes.has('none'))) outcomes.add('none');
  return { outcomes, ...together(sayings) };
}

function levelSaying({ level, applied }: AppliedLevel, asking: Asking): Saying {
  const each = applied.map((one) => policySaying(one, asking));
  const denies =
    level.conflicts === 'deny-wins' && each.some(({ outcomes }) => outcomes.has('deny') && outcomes.size === 1);
  return denies ? { outcomes: new Set(['deny']), ...together(each) } : sideBySide(each, asking.walk);
}

/** One that is certain to decide leaves nothing to what comes next; which of several comes first is open. */
function sideBySide(sayings: readonly Saying[], walk: Progress): Saying {
  const outcomes = new Set(sayings.flatMap((saying) => [...saying.outcomes]));
  if (!sayings.every((saying) => saying.outcomes.has('none'))) outcomes.delete('none');
  const rest = together(sayings);
  const areCertain = sayings.every((saying) => saying.outcomes.size === 1);
  if (areCertain && outcomes.size > 1) walk.disputing.push(...rest.by);
  return { outcomes, ...rest };
}

function together(sayings: readonly Saying[]): Omit<Saying, 'outcomes'> {
  const isolation = anyOf(sayings, (saying) => saying.isolation);
  return { by: sayings.flatMap(({ by }) => by), isolation };
}

/** The first rule that matches decides; where all are asked at once, denials stand first in the list. */
function policySaying({ policy, selects, isolates, rules, doubt }: Applied, { question, walk }: Asking): Saying {
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
      if (match === 'unknown') walk.openPoints.push(...openPointsOf(compiled, question));
    }
    if (match !== 'yes') continue;
    decided = true;
    if (policy.matching === 'first-rule' || compiled.action === 'deny') break;
  }
  const by = outcomes.size > (outcomes.has('none') ? 1 : 0) ? [policy.name] : [];
  if (decided) return { outcomes, by, isolation: 'no' };
  return { outcomes: outcomes.add('none'), by, isolation: isolates };
}

function note(walk: Progress, outcome: Outcome, reference: RuleReference): void {
  if (outcome === 'allow') walk.allowing.push(reference);
  else if (outcome === 'deny') walk.denying.push(reference);
  else if (outcome === 'none') walk.unsettled.push(reference);
}
