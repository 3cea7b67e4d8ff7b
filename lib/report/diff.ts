// Drift between two reports, or two sets of policies: connections, workloads and permissions gained and lost.
import { compareText, uniqueSorted } from '../base/order.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import { describePeer, describePort } from '../policy/describe.ts';
import { formatSelector } from '../policy/format-selector.ts';
import type { Direction } from '../policy/model.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import { isNeed } from './check.ts';
import type { ReportDocument } from './document.ts';
import { connectionText, endpointText } from './endpoint-text.ts';
import { type Judge, judgedWorkloads, makeJudge } from './judge.ts';
import { permissionQuestions, type QuestionSpace, questionKey, UNNAMED_PORT } from './permissions.ts';
import type { JudgedWorkload } from './pieces.ts';

/** Each list sorted. */
export interface Change {
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

export interface Difference {
  readonly connections: Change;
  readonly workloads: Change;
  /** What the policies allow and did not, and the other way round. */
  readonly permissions: Change;
  /** `evaluated`: over known workloads; `rules`: compared as written, since no workloads were at hand. */
  readonly permissionsBy: 'evaluated' | 'rules';
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
    permissions: permissionChange(
      {
        workloads: [...known].sort(([left], [right]) => compareText(left, right)).map(([, workload]) => workload),
        connections: [...older.document.connections, ...newer.document.connections].filter(isNeed),
        policies: [older.policies, newer.policies],
      },
      dataplane,
    ),
    permissionsBy: 'evaluated',
  };
}

const NO_CHANGE: Change = { gained: [], lost: [] };

/** Two sets of policies; over `workloads` where some are known, else rule by rule as written. */
export function diffPolicies(
  older: CompiledPolicies,
  newer: CompiledPolicies,
  known: { readonly workloads: readonly JudgedWorkload[]; readonly dataplane?: Dataplane },
): Difference {
  const { workloads, dataplane } = known;
  const evaluated = workloads.length > 0;
  return {
    connections: NO_CHANGE,
    workloads: NO_CHANGE,
    permissions: evaluated
      ? permissionChange({ workloads, connections: [], policies: [older, newer] }, dataplane)
      : changeOf(writtenRules(older), writtenRules(newer)),
    permissionsBy: evaluated ? 'evaluated' : 'rules',
  };
}

function permissionChange(space: QuestionSpace, dataplane: Dataplane | undefined): Change {
  const [older, newer] = space.policies.map((policies) =>
    makeJudge({ workloads: space.workloads, policies, ...(dataplane === undefined ? {} : { dataplane }) }),
  );
  const gained: string[] = [];
  const lost: string[] = [];
  if (older === undefined || newer === undefined) return NO_CHANGE;
  const allows = (judge: Judge, question: Parameters<Judge>[0]) => judge(question).verdict.allowed;
  const seen = new Set<string>();
  for (const question of permissionQuestions(space)) {
    const key = questionKey(question);
    if (seen.has(key)) continue;
    seen.add(key);
    const before = allows(older, question);
    const after = allows(newer, question);
    if (before !== after) (after ? gained : lost).push(permissionText(question));
  }
  return { gained: uniqueSorted(gained), lost: uniqueSorted(lost) };
}

/** A port that nothing names stands for all that no rule names. */
export function permissionText(question: Parameters<Judge>[0]): string {
  const { client, server, protocol, port } = question;
  return `${endpointText(client)} -> ${endpointText(server)} ${protocol}/${port === UNNAMED_PORT ? 'any other' : port}`;
}

/** One line a peer and port of a rule, whatever the policy is called, and one for each isolation. */
function writtenRules({ policies }: CompiledPolicies): readonly string[] {
  const directions: readonly Direction[] = ['egress', 'ingress'];
  return policies.flatMap((policy) =>
    directions.flatMap((direction) => {
      const { declared, rules } = policy.sections[direction];
      if (!declared) return [];
      const subject = `${policy.namespace ?? 'every namespace'} [${formatSelector(policy.subjects.pods)}] ${direction}`;
      const word = direction === 'egress' ? 'to' : 'from';
      return rules.flatMap(({ peers, ports }) => {
        const peerTexts = peers.kind === 'all' ? ['anyone'] : peers.peers.map(describePeer);
        const portTexts = ports.kind === 'all' ? ['all ports'] : ports.ports.map(describePort);
        return peerTexts.flatMap((peer) => portTexts.map((port) => `${subject} ${word} ${peer} on ${port}`));
      });
    }),
  );
}

function changeOf(older: Iterable<string>, newer: Iterable<string>): Change {
  const before = new Set(older);
  const after = new Set(newer);
  return {
    gained: uniqueSorted([...after].filter((item) => !before.has(item))),
    lost: uniqueSorted([...before].filter((item) => !after.has(item))),
  };
}
