// Drift between two reports, or two sets of policies: connections, workloads and permissions gained and lost.
import { compareText, uniqueSorted } from '../base/order.ts';
import type { CompiledPolicies, CompiledPolicy } from '../policy/compiled.ts';
import { describePeer, describePort } from '../policy/describe.ts';
import { formatSelector } from '../policy/format-selector.ts';
import type { Direction } from '../policy/model.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import { isNeed } from './check.ts';
import type { ReportDocument, ReportService } from './document.ts';
import { connectionText } from './endpoint-text.ts';
import { judgedWorkloads } from './judge.ts';
import { type ChangeSpace, type PairChange, pairTexts, permissionChanges, type Way } from './permission-changes.ts';
import type { JudgedWorkload } from './pieces.ts';

/** Each list sorted. */
export interface Change {
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

export interface Difference {
  readonly connections: Change;
  readonly workloads: Change;
  /** What the policies allow and did not, and the other way round; `(some pods)` where not all pods fare alike. */
  readonly permissions: Change;
  /** Where one of the two is unknown and the other is not: nobody can say what came or went. Sorted. */
  readonly unclear: readonly string[];
  /** `permissions` and `unclear` again, by client and server, with the reason and the policies behind them. */
  readonly pairs: readonly PairChange[];
  /** Rule by rule: the policies in which a text of `permissions` is or was written; by text. */
  readonly writtenIn: readonly WrittenRule[];
  readonly compared: 'reports' | 'policies';
  /** `evaluated`: over known workloads; `rules`: compared as written, since no workloads were at hand. */
  readonly permissionsBy: 'evaluated' | 'rules';
}

export interface WrittenRule {
  readonly text: string;
  /** Sorted. */
  readonly policies: readonly string[];
}

export interface ReportSide {
  readonly document: ReportDocument;
  readonly policies: CompiledPolicies;
}

/** Permissions are those of the current policies of each report, asked about the workloads of both. */
export function diffReports(older: ReportSide, newer: ReportSide, dataplane?: Dataplane): Difference {
  const connections = ({ document }: ReportSide) => document.connections.filter(isNeed).map(connectionText);
  const workloads = ({ document }: ReportSide) => document.workloads.map((workload) => workload.id);
  const known = new Map<string, JudgedWorkload>();
  for (const { document } of [older, newer]) {
    for (const [index, workload] of judgedWorkloads(document.workloads).entries()) {
      known.set(document.workloads[index]?.id ?? '', workload);
    }
  }
  return {
    connections: changeOf(connections(older), connections(newer)),
    workloads: changeOf(workloads(older), workloads(newer)),
    ...changedPairs({
      workloads: [...known].sort(([left], [right]) => compareText(left, right)).map(([, workload]) => workload),
      connections: [...older.document.connections, ...newer.document.connections].filter(isNeed),
      policies: [older.policies, newer.policies],
      // Both sets are asked in one cluster: what changed is what they say.
      services: newer.document.services ?? older.document.services ?? [],
      dataplane,
    }),
    writtenIn: [],
    compared: 'reports',
    permissionsBy: 'evaluated',
  };
}

const NO_CHANGE: Change = { gained: [], lost: [] };

export interface KnownCluster {
  readonly workloads: readonly JudgedWorkload[];
  readonly services?: readonly ReportService[];
  readonly dataplane?: Dataplane;
}

/** Two sets of policies; over `workloads` where some are known, else rule by rule as written. */
export function diffPolicies(older: CompiledPolicies, newer: CompiledPolicies, known: KnownCluster): Difference {
  const { workloads, services = [], dataplane } = known;
  const evaluated = workloads.length > 0;
  const changes = evaluated
    ? { ...changedPairs({ workloads, connections: [], policies: [older, newer], services, dataplane }), writtenIn: [] }
    : changedRules(older, newer);
  return {
    connections: NO_CHANGE,
    workloads: NO_CHANGE,
    ...changes,
    compared: 'policies',
    permissionsBy: evaluated ? 'evaluated' : 'rules',
  };
}

function changedRules(older: CompiledPolicies, newer: CompiledPolicies) {
  const [before, after] = [writtenRules(older), writtenRules(newer)];
  const permissions = changeOf(before.keys(), after.keys());
  const writtenIn = uniqueSorted([...permissions.gained, ...permissions.lost]).map(
    (text): WrittenRule => ({
      text,
      policies: uniqueSorted([...(before.get(text) ?? []), ...(after.get(text) ?? [])]),
    }),
  );
  return { permissions, unclear: [], pairs: [], writtenIn };
}

/** `permissions` and `unclear` as lists of texts, beside the pairs that they come from. */
function changedPairs(space: ChangeSpace): Pick<Difference, 'permissions' | 'unclear' | 'pairs'> {
  const pairs = permissionChanges(space);
  const texts = (way: Way) => uniqueSorted(pairs.filter((pair) => pair.way === way).flatMap(pairTexts));
  return { permissions: { gained: texts('gained'), lost: texts('lost') }, unclear: texts('unclear'), pairs };
}

/** What is written, whatever the policy is called, with the names of the policies that say it. */
function writtenRules({ policies }: CompiledPolicies): ReadonlyMap<string, readonly string[]> {
  const written = new Map<string, string[]>();
  for (const policy of policies) {
    for (const text of ruleTexts(policy)) {
      const names = written.get(text);
      if (names === undefined) written.set(text, [policy.name]);
      else names.push(policy.name);
    }
  }
  return written;
}

/** One line a peer and port of a rule, and one for each isolation. */
function ruleTexts(policy: CompiledPolicy): readonly string[] {
  const directions: readonly Direction[] = ['egress', 'ingress'];
  return directions.flatMap((direction) => {
    const { declared, isolates, rules } = policy.sections[direction];
    if (!declared) return [];
    // NetworkPolicies have no order and no tiers of their own.
    const place = policy.api === 'networking-v1' ? '' : ` (tier ${policy.tier.name}, order ${policy.order})`;
    const subject = `${policy.namespace ?? 'every namespace'} [${formatSelector(policy.subjects.pods)}] ${direction}${place}`;
    const word = direction === 'egress' ? 'to' : 'from';
    const isolation = isolates ? [`${subject} is isolated`] : [];
    const written = rules.flatMap(({ action, peers, ports, subject: own, family, beyond }) => {
      const kind = action === 'allow' ? '' : ` ${action}`;
      const conditions = [
        ...(own === undefined ? [] : [`, only for ${describePeer(own)}`]),
        ...(family === undefined ? [] : [`, only IPv${family}`]),
        ...(beyond === undefined ? [] : [`, ${beyond}`]),
      ].join('');
      const peerTexts = peers.kind === 'all' ? ['anyone'] : peers.peers.map(describePeer);
      const portTexts = ports.kind === 'all' ? ['all ports'] : ports.ports.map(describePort);
      return peerTexts.flatMap((peer) =>
        portTexts.map((port) => `${subject}${kind} ${word} ${peer} on ${port}${conditions}`),
      );
    });
    return [...isolation, ...written];
  });
}

function changeOf(older: Iterable<string>, newer: Iterable<string>): Change {
  const before = new Set(older);
  const after = new Set(newer);
  return {
    gained: uniqueSorted([...after].filter((item) => !before.has(item))),
    lost: uniqueSorted([...before].filter((item) => !after.has(item))),
  };
}
