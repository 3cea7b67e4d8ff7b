// Which permissions two sets of policies differ in, a pair of sides at a time, and which policies that comes from.
import { compareText, uniqueSorted } from '../base/order.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import type { Dataplane } from '../policy/profiles/dataplane.ts';
import type { ReportDirectionVerdict, ReportService, ReportVerdict } from './document.ts';
import { makeJudge } from './judge.ts';
import { type PermissionPort, portText } from './permission-ports.ts';
import {
  generalPermissionText,
  type PermissionPair,
  type PermissionQuestion,
  permissionPairs,
  permissionParts,
  permissionText,
  type QuestionSpace,
  questionKey,
  questionOf,
} from './permissions.ts';
import { verdictKind } from './verdict.ts';

export type Way = 'gained' | 'lost' | 'unclear';

/** What became of some ports between two sides. */
export interface PairChange {
  /** `unclear`: one of the two sets leaves it unknown and the other does not. */
  readonly way: Way;
  readonly client: string;
  readonly server: string;
  /** `TCP/8080`, `UDP/any other`; sorted. */
  readonly ports: readonly string[];
  /** Where it is most of those that were asked, one of each kind that the policies tell apart: the others; sorted. */
  readonly exceptPorts?: readonly string[];
  /** `some pods`, `allowed, then unknown`. */
  readonly aside?: string;
  /** Of what is unclear. */
  readonly reason?: string;
  /** Those that decide and that do not read the same in both sets; sorted, none where none is known. */
  readonly policies: readonly string[];
}

export interface ChangeSpace extends QuestionSpace {
  readonly policies: readonly [older: CompiledPolicies, newer: CompiledPolicies];
  readonly services: readonly ReportService[];
  readonly dataplane: Dataplane | undefined;
}

/** By client, server and way. */
export function permissionChanges(space: ChangeSpace): readonly PairChange[] {
  const changes = dropSpecial(changedPermissions(space));
  const groups = new Map<string, ChangedPermission[]>();
  for (const change of changes) {
    const key = JSON.stringify([...change.sides, change.way, change.aside, change.reason, change.policies]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  return [...groups]
    .sort(([left], [right]) => compareText(left, right))
    .flatMap(([, group]) => {
      const [first] = group;
      if (first === undefined) return [];
      const { way, sides, asked, aside, reason, policies } = first;
      const ports = uniqueSorted(group.map(({ port }) => port));
      const others = uniqueSorted(asked.map(portText)).filter((port) => !ports.includes(port));
      return [
        {
          ...{ way, client: sides[0], server: sides[1], ports },
          ...(others.length < ports.length ? { exceptPorts: others } : {}),
          ...(aside === undefined ? {} : { aside }),
          ...(reason === undefined ? {} : { reason }),
          policies,
        },
      ];
    });
}

/** `shop/web -> shop/api TCP/8080 (some pods)`, one for each port. */
export function pairTexts({ client, server, ports, aside }: PairChange): readonly string[] {
  return ports.map((port) => `${client} -> ${server} ${port}${aside === undefined ? '' : ` (${aside})`}`);
}

interface ChangedPermission extends Pick<PairChange, 'way' | 'aside' | 'reason' | 'policies'> {
  readonly question: PermissionQuestion;
  readonly sides: readonly [client: string, server: string];
  readonly port: string;
  /** All ports of its pair. */
  readonly asked: readonly PermissionPort[];
}

function changedPermissions(space: ChangeSpace): readonly ChangedPermission[] {
  const { workloads, services, dataplane } = space;
  const judgeOf = (policies: CompiledPolicies) =>
    makeJudge({ workloads, policies, services, ...(dataplane === undefined ? {} : { dataplane }) });
  const [older, newer] = [judgeOf(space.policies[0]), judgeOf(space.policies[1])];
  const touched = touchedPolicies(space.policies);
  const changes: ChangedPermission[] = [];
  const seen = new Set<string>();
  for (const pair of permissionPairs(space)) {
    for (const question of questionsOf(pair)) {
      const key = questionKey(question);
      if (seen.has(key)) continue;
      seen.add(key);
      const [before, after] = [older(question).verdict, newer(question).verdict];
      const change = changeOf(before, after);
      if (change === undefined) continue;
      const policies = decidingPolicies(before, after).filter((name) => touched.has(name));
      const { sides, port } = permissionParts(question);
      changes.push({ ...change, question, sides, port, policies, asked: pair.server.ports });
    }
  }
  return changes;
}

function questionsOf({ client, server }: PermissionPair): readonly PermissionQuestion[] {
  return server.ports.map((entry) => questionOf(client, server, entry));
}

function changeOf(
  before: ReportVerdict,
  after: ReportVerdict,
): Pick<PairChange, 'way' | 'aside' | 'reason'> | undefined {
  const [was, is] = [allowance(before), allowance(after)];
  if (was === is) return undefined;
  if (was === 'unknown' || is === 'unknown') {
    const reason = before.unknown ?? after.unknown;
    return { way: 'unclear', aside: `${was}, then ${is}`, ...(reason === undefined ? {} : { reason }) };
  }
  const way = ALLOWANCES.indexOf(is) > ALLOWANCES.indexOf(was) ? 'gained' : 'lost';
  return { way, ...(was === 'partly' || is === 'partly' ? { aside: 'some pods' } : {}) };
}

/** From nothing to everything. */
const ALLOWANCES = ['denied', 'partly', 'allowed'] as const;

function allowance(verdict: ReportVerdict): (typeof ALLOWANCES)[number] | 'unknown' {
  const kind = verdictKind(verdict);
  return kind === 'denied' && verdict.partial === true ? 'partly' : kind;
}

/** What is so of any other address is not said again of the addresses in a block. */
function dropSpecial(changes: readonly ChangedPermission[]): readonly ChangedPermission[] {
  const textOf = ({ way, aside }: ChangedPermission, permission: string) => `${way} ${permission} ${aside ?? ''}`;
  const texts = new Set(changes.map((change) => textOf(change, permissionText(change.question))));
  return changes.filter((change) => {
    const general = generalPermissionText(change.question);
    return general === undefined || !texts.has(textOf(change, general));
  });
}

/** Those of the directions that changed; where only the share of the pods did, those of both. Sorted. */
function decidingPolicies(before: ReportVerdict, after: ReportVerdict): readonly string[] {
  const directions = (['egress', 'ingress'] as const).map(
    (direction) => [before[direction], after[direction]] as const,
  );
  const changed = directions.filter(([was, is]) => standing(was) !== standing(is));
  return uniqueSorted((changed.length > 0 ? changed : directions).flatMap(([was, is]) => [...was.by, ...is.by]));
}

function standing({ allowed, unknown }: ReportDirectionVerdict): string {
  if (allowed) return 'allowed';
  return unknown === undefined ? 'denied' : 'unknown';
}

/** A policy that reads the same in both sets changed nothing. */
function touchedPolicies([older, newer]: ChangeSpace['policies']): ReadonlySet<string> {
  const written = ({ documents }: CompiledPolicies, name: string) => JSON.stringify(documents.get(name)?.manifest);
  const names = [...older.documents.keys(), ...newer.documents.keys()];
  return new Set(names.filter((name) => written(older, name) !== written(newer, name)));
}
