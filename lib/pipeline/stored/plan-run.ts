// The beginning of a run: which snapshots and summaries a window needs, who held which address, and what is new.
import type { ClusterRequest } from './run-plan.ts';
import type { LogSource, StoredTools } from './tools.ts';

export interface RunRequest {
  readonly cluster: ClusterRequest;
  /** At least those that the cluster names. */
  readonly logs: readonly LogSource[];
  /** Both ends belong to the window. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

export interface PlannedRun {
  readonly cluster: string;
  readonly run: string;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly planKey: string;
  /** A JSON array of `{"plan": "<planKey>", "hour": 498000}`, ascending. */
  readonly hoursKey: string;
  readonly hours: number;
}

/** Writes the plan last of all; the same input writes the same bytes under the same keys. */
export function planRun(_tools: StoredTools, _request: RunRequest): Promise<PlannedRun> {
  throw new Error('to be written');
}
