// What to add to a set of policies so that a connection is allowed: of the recommended rules the one that allows it, alone.
import { explain } from '../../policy/explain.ts';
import type { Direction, PolicyQuery } from '../../policy/model.ts';
import { connectionKey } from '../../recommendation/connection-key.ts';
import type { PolicyManifest } from '../../report/document.ts';
import { makeQueries } from '../../report/judge.ts';
import { verdictKind } from '../../report/verdict.ts';
import { verdictClass } from '../../report/verdict-class.ts';
import { changedSubjects, concernedBy } from './changed-subjects.ts';
import type { Cluster } from './cluster.ts';
import type { AskedConnection, Mend } from './messages.ts';
import { type PlainPolicy, type PlainRule, plainPolicy, singleRulePolicy } from './plain-policy.ts';
import { compiledSet, type PolicySet } from './policy-set.ts';
import type { Work } from './work.ts';

export interface MendInput {
  readonly policies: PolicySet;
  readonly recommended: PolicySet;
  readonly connection: AskedConnection;
}

export function* mendConnection(cluster: Cluster, { policies, recommended, connection }: MendInput): Work<Mend> {
  const { verdict } = policies.judge(connection);
  if (verdictKind(verdict) !== 'denied') return none('these policies do not block it for certain');
  const denied = (['egress', 'ingress'] as const).filter(
    (direction) => !verdict[direction].allowed && verdict[direction].unknown === undefined,
  );
  const queries = makeQueries({ ...cluster, policies: recommended.compiled })(connection);
  const names = new Set(policies.compiled.policies.map(({ name }) => name));
  const added: Addition[] = [];
  for (const direction of denied) {
    const addition = additionFor(cluster, { recommended, queries, direction, names });
    if (addition === undefined) return none(`no recommended rule allows it on the side of its ${SIDES[direction]}`);
    added.push(addition);
  }
  return yield* verified(cluster, { policies, recommended, connection }, added);
}

const SIDES: Readonly<Record<Direction, string>> = { egress: 'client', ingress: 'server' };

function none(reason: string): Mend {
  return { kind: 'none', reason };
}

interface Addition {
  readonly manifest: PolicyManifest;
  readonly from: string;
}

interface Wanted {
  readonly recommended: PolicySet;
  readonly queries: readonly PolicyQuery[];
  readonly direction: Direction;
  /** Taken already; names that are added here are put to them. */
  readonly names: Set<string>;
}

function additionFor({ dataplane }: Cluster, { recommended, queries, direction, names }: Wanted): Addition | undefined {
  const plainPolicies = plainById(recommended);
  const steps = queries.map((query) => explain(recommended.compiled, query, dataplane)[direction]);
  const candidates = steps[0]?.policies.filter(({ selects }) => selects === 'yes') ?? [];
  for (const { policy } of candidates) {
    const plain = plainPolicies.get(policy);
    for (const [index, rule] of (plain?.rules[direction] ?? []).entries()) {
      const matched = steps.map((step) => step.policies.find((each) => each.policy === policy)?.rules[index]);
      if (plain === undefined || !matched.every((step) => step?.matches === 'yes')) continue;
      const narrowed: PlainRule = {
        peers: rule.peers.filter((_, peer) => matched.some((step) => step?.peers[peer]?.matches === 'yes')),
        ports: rule.ports.filter((_, port) => matched.some((step) => step?.ports[port]?.matches === 'yes')),
      };
      const podSelector = ownSelector(candidates, plainPolicies) ?? plain.podSelector;
      const name = freeName(plain.namespace, `${plain.name}-mend`, names);
      return { manifest: singleRulePolicy({ ...plain, name, podSelector }, direction, narrowed), from: plain.id };
    }
  }
  return undefined;
}

function plainById({ documents }: PolicySet): ReadonlyMap<string, PlainPolicy> {
  const policies = documents.flatMap(({ manifest }) => plainPolicy(manifest) ?? []);
  return new Map(policies.map((policy) => [policy.id, policy]));
}

/** A policy for a whole namespace must not isolate pods that were not: the pods of this one have a policy of their own. */
function ownSelector(
  candidates: readonly { readonly policy: string }[],
  plainPolicies: ReadonlyMap<string, PlainPolicy>,
): unknown {
  const selectors = candidates.map(({ policy }) => plainPolicies.get(policy)?.podSelector);
  return selectors.find((selector) => selector !== undefined && JSON.stringify(selector) !== '{}');
}

/** A policy of the same name would be replaced by it. */
function freeName(namespace: string, wanted: string, names: Set<string>): string {
  let name = wanted;
  for (let number = 2; names.has(`${namespace}/${name}`); number += 1) name = `${wanted}-${number}`;
  names.add(`${namespace}/${name}`);
  return name;
}

const CONNECTIONS_A_STEP = 100;

function* verified(cluster: Cluster, { policies, connection }: MendInput, added: readonly Addition[]): Work<Mend> {
  const documents = added.map(({ manifest }) => ({ place: { source: 'mend' }, manifest }));
  const mended = compiledSet(
    { documents: [...policies.documents, ...documents], diagnostics: [], passedOver: [] },
    cluster,
  );
  if (!mended.judge(connection).verdict.allowed)
    return none('the recommended rules allow it only together with other recommended policies');
  const others = { allowed: 0, blocked: 0, unknown: 0 };
  const own = connectionKey(connection);
  const concerns = concernedBy(cluster, changedSubjects(policies, mended, cluster.workloads));
  const { connections } = cluster.document;
  for (const [index, other] of connections.entries()) {
    if (index % CONNECTIONS_A_STEP === 0) yield { done: index, total: connections.length, unit: 'connection' };
    if (!concerns.client(other.client) && !concerns.server(other.server)) continue;
    if (connectionKey(other) === own) continue;
    const after = verdictClass(other, mended.judge(other).verdict);
    if (after !== 'attempt' && verdictClass(other, policies.judge(other).verdict) !== after) others[after] += 1;
  }
  return { kind: 'add', policies: added.map(({ manifest }) => manifest), from: added.map(({ from }) => from), others };
}
