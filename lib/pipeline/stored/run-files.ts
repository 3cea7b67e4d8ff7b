// The files of a run that its steps share: the plan, and the identity files that rollups and the window read.
import { type IdentityPaths, identityPaths } from '../identity-files.ts';
import { unusable } from '../unusable.ts';
import { type IdentityFile, type RunName, runKey, runOfPlanKey } from './keys.ts';
import { planSchema, type RunPlan } from './run-plan.ts';
import { readJson } from './stored-json.ts';
import type { StoredTools } from './tools.ts';

export const IDENTITY_FILES: readonly {
  readonly file: IdentityFile;
  readonly pathOf: (paths: IdentityPaths) => string;
}[] = [
  { file: 'identity/assignments.ndjson', pathOf: ({ assignmentsPath }) => assignmentsPath },
  { file: 'identity/holders.ndjson', pathOf: ({ holdersPath }) => holdersPath },
  { file: 'identity/declared.ndjson', pathOf: ({ declaredPath }) => declaredPath },
  { file: 'identity/pod-ranges.ndjson', pathOf: ({ podRangesPath }) => podRangesPath },
];

/** Onto local disk. */
export async function fetchIdentity(tools: StoredTools, run: RunName, folder: string): Promise<IdentityPaths> {
  const { store, files, places } = tools;
  const paths = identityPaths(files, folder);
  for (const { file, pathOf } of IDENTITY_FILES) await store.download(runKey(places, run, file), pathOf(paths));
  return paths;
}

export interface ReadPlan {
  readonly run: RunName;
  readonly plan: RunPlan;
}

/** Only a plan of this deployment: its key says whose rollups and reports may be written. */
export async function readPlan({ store, places }: StoredTools, planKey: string): Promise<ReadPlan> {
  const run = runOfPlanKey(planKey);
  if (run === undefined || runKey(places, run, 'plan.json') !== planKey)
    throw unusable(planKey, 'it is no plan of this deployment', 'give the plan that list-hours wrote');
  const plan = await readJson(store, planKey, planSchema);
  if (plan.cluster.name !== run.cluster)
    throw unusable(planKey, `it is a plan of cluster ${plan.cluster.name}`, 'plan the run again');
  return { run, plan };
}
