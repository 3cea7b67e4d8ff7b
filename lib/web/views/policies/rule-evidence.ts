// What each rule of a recommended policy is for: its entries, and the observed connections that need them.
import { EVIDENCE, type Evidence } from '../../../connections/connection.ts';
import type { Direction } from '../../../policy/model.ts';
import type { RuleUsage } from '../../../report/document.ts';
import type { Model, ModelConnection } from '../../data/model.ts';

export interface RuleEvidence {
  /** Peer and ports, in the order of the report. */
  readonly entries: readonly RuleUsage[];
  /** Each once, in the order of the report. */
  readonly connections: readonly ModelConnection[];
  /** Named by the report, and not in it: a damaged report. */
  readonly missing: number;
  /** Over all of the connections; undefined where there are none. */
  readonly observed: ObservedTogether | undefined;
}

export interface ObservedTogether {
  readonly records: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** The weakest word for who is the client. */
  readonly weakest: Evidence;
}

/** `rule` -1 stands for default deny. */
export function ruleEvidence(model: Model, policy: string, direction: Direction, rule: number): RuleEvidence {
  const entries = (model.usageOf.get(policy) ?? []).filter(
    (usage) => usage.direction === direction && usage.rule === rule,
  );
  const ids = new Set(entries.flatMap(({ connections }) => connections));
  const connections = model.connections.filter(({ id }) => ids.has(id));
  return { entries, connections, missing: ids.size - connections.length, observed: together(connections) };
}

function together(connections: readonly ModelConnection[]): ObservedTogether | undefined {
  const [first] = connections;
  if (first === undefined) return undefined;
  return connections.slice(1).reduce<ObservedTogether>(
    (sum, { observed }) => ({
      records: sum.records + observed.records,
      firstSeen: observed.firstSeen < sum.firstSeen ? observed.firstSeen : sum.firstSeen,
      lastSeen: observed.lastSeen > sum.lastSeen ? observed.lastSeen : sum.lastSeen,
      weakest: EVIDENCE.indexOf(observed.evidence) > EVIDENCE.indexOf(sum.weakest) ? observed.evidence : sum.weakest,
    }),
    {
      records: first.observed.records,
      firstSeen: first.observed.firstSeen,
      lastSeen: first.observed.lastSeen,
      weakest: first.observed.evidence,
    },
  );
}
