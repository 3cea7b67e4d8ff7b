// Step two over an object store: one hour of a plan, unless a rollup made from the same is there already.
import type { StoredTools } from './tools.ts';

export interface RollUpTools extends StoredTools {
  /** Summaries on local disk at once; more of them are taken in batches. */
  readonly diskBytes: number;
}

export interface RolledHour {
  readonly hour: number;
  readonly reused: boolean;
}

export function rollUpStored(_tools: RollUpTools, _planKey: string, _hour: number): Promise<RolledHour> {
  throw new Error('to be written');
}
