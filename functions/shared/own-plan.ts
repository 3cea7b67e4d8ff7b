// The plan that an event names: one of this deployment, and no other object.
import { type RunName, runOfPlanKey, type StoredPlaces } from '../../lib/pipeline/stored/keys.ts';
import { unusable } from '../../lib/pipeline/unusable.ts';

export function ownPlan({ data }: StoredPlaces, plan: string): RunName {
  const run = plan.startsWith(`${data}runs/`) ? runOfPlanKey(plan) : undefined;
  if (run === undefined) throw unusable(plan, 'no plan of this deployment', 'begin again with list-hours');
  return run;
}
