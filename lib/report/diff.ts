// Drift between two reports, or two sets of policies: connections, workloads and permissions gained and lost.
import { compareText, uniqueSorted } from '../base/order.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import { describePeer, describePort } from '../policy/describe.ts';
import { formatSelector } from '../policy/format-selector.ts';
import type { Direction } from '../policy/model.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import { isNeed } from './check.ts';
import type { ReportDocument, ReportService, ReportVerdict } from './document.ts';
import { connectionText } from './endpoint-text.ts';
import { judgedWorkloads, makeJudge } from './judge.ts';
import {
  generalPermissionText,
  type PermissionQuestion,
  permissionQuestions,
  permissionText,
  type QuestionSpace,
  questionKey,
} from './permissions.ts';
import type { JudgedWorkload } from './pieces.ts';
import { verdictKind } from './verdict.ts';

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
    ...permissionChange({
      workloads: [...known].sort(([left], [right]) => compareText(left, right)).map(([, workload]) => workload),
      connections: [...older.document.connections, ...newer.document.connections].filter(isNeed),
      policies: [older.policies, newer.policies],
      // Both sets are asked in one cluster: what changed is what they say.
      services: newer.document.services ?? older.document.services ?? [],
      dataplane,
    }),
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
  return {
    connections: NO_CHANGE,
    workloads: NO_CHANGE,
    ...(evaluated
      ? permissionChange({ workloads, connections: [], policies: [older, newer], services, dataplane })
      : { permissions: changeOf(writtenRules(older), writtenRules(newer)), unclear: [] }),
    permissionsBy: evaluated ? 'evaluated' : 'rules',
  };
}

interface Comparison extends QuestionSpace {
  readonly services: readonly ReportService[];
  readonly dataplane: Dataplane | undefined;
}

function permissionChange(space: Comparison): Pick<Difference, 'permissions' | 'unclear'> {
  const { workloads, services, dataplane } = space;
  const [older, newer] = space.policies.map((policies) =>
    makeJudge({ workloads, policies, services, ...(dataplane === undefined ? {} : { dataplane }) }),
  );
  const ways: Readonly<Record<Way, PermissionNote[]>> = { gained: [], lost: [], unclear: [] };
  if (older === undefined || newer === undefined) return { permissions: NO_CHANGE, unclear: [] };
  const seen = new Set<string>();
  for (const question of permissionQuestions(space)) {
    const key = questionKey(question);
    if (seen.has(key)) continue;
    seen.add(key);
    const before = allowance(older(question).verdict);
    const after = allowance(newer(question).verdict);
    if (before === after) continue;
    if (before === 'unknown' || after === 'unknown') {
      ways.unclear.push({ question, aside: ` (${before}, then ${after})` });
    } else {
      const aside = before === 'partly' || after === 'partly' ? ' (some pods)' : '';
      const way = ALLOWANCES.indexOf(after) > ALLOWANCES.indexOf(before) ? 'gained' : 'lost';
      ways[way].push({ question, aside });
    }
  }
  const { gained, lost, unclear } = ways;
  return { permissions: { gained: notedTexts(gained), lost: notedTexts(lost) }, unclear: notedTexts(unclear) };
}

type Way = 'gained' | 'lost' | 'unclear';

interface PermissionNote {
  readonly question: PermissionQuestion;
  readonly aside: string;
}

/** What is so of any other address is not said again of the addresses in a block. */
function notedTexts(notes: readonly PermissionNote[]): readonly string[] {
  const texts = new Set(notes.map(({ question, aside }) => `${permissionText(question)}${aside}`));
  return uniqueSorted(
    notes.flatMap(({ question, aside }) => {
      const general = generalPermissionText(question);
      return general !== undefined && texts.has(`${general}${aside}`) ? [] : [`${permissionText(question)}${aside}`];
    }),
  );
}

/** From nothing to everything. */
const ALLOWANCES = ['denied', 'partly', 'allowed'] as const;

function allowance(verdict: ReportVerdict): (typeof ALLOWANCES)[number] | 'unknown' {
  const kind = verdictKind(verdict);
  return kind === 'denied' && verdict.partial === true ? 'partly' : kind;
}

/** One line a peer and port of a rule, whatever the policy is called, and one for each isolation. */
function writtenRules({ policies }: CompiledPolicies): readonly string[] {
  const directions: readonly Direction[] = ['egress', 'ingress'];
  return policies.flatMap((policy) =>
    directions.flatMap((direction) => {
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
