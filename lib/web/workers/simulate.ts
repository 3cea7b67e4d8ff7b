// What a draft changes for the observed connections: the verdict of each before and after.
import type { ReportConnection, ReportVerdict } from '../../report/document.ts';
import { verdictKind } from '../../report/verdict.ts';
import { verdictClass } from '../../report/verdict-class.ts';
import { changedDocuments, changedSubjects, concernedBy } from './changed-subjects.ts';
import type { Cluster } from './cluster.ts';
import type { JudgedConnection, PolicySource, ReportedSet, Simulation } from './messages.ts';
import type { PolicySet, PolicySets } from './policy-set.ts';
import type { Work } from './work.ts';

export interface Compared {
  readonly before: PolicySource;
  readonly after: PolicySource;
}

export function* simulate(cluster: Cluster, sets: PolicySets, compared: Compared): Work<Simulation> {
  const [old, fresh] = [yield* sets.of(compared.before), yield* sets.of(compared.after)];
  const said = { diagnostics: fresh.diagnostics, passedOver: fresh.passedOver, policies: fresh.documents.length };
  if (old.unread.length + fresh.unread.length > 0)
    return { ...said, isReadable: false, connections: [], differFromReport: 0 };
  const was = yield* verdictsUnder(cluster, sets, { source: compared.before, set: old });
  const is = yield* verdictsUnder(cluster, sets, { source: compared.after, set: fresh });
  const connections = cluster.document.connections.map((connection, index): JudgedConnection => {
    const [before, verdict] = [at(was.verdicts, index), at(is.verdicts, index)];
    return { before: verdictClass(connection, before), after: verdictClass(connection, verdict), verdict };
  });
  return { ...said, isReadable: true, connections, differFromReport: was.differ + is.differ };
}

/** In the order of the connections. `differ`: those judged here of which the report says otherwise. */
interface Verdicts {
  readonly verdicts: readonly ReportVerdict[];
  readonly differ: number;
}

interface Judged {
  readonly source: PolicySource;
  readonly set: PolicySet;
}

const CONNECTIONS_A_STEP = 100;

/**
 * The report's verdicts, made with all that the analysis knew; under a draft those of the set that it is nearest to, but
 * for the connections that the difference concerns. They are judged under both: only what that changes is news.
 */
function* verdictsUnder(cluster: Cluster, sets: PolicySets, { source, set }: Judged): Work<Verdicts> {
  const { connections } = cluster.document;
  const reported = (name: ReportedSet) => connections.map(({ verdicts }) => verdicts[name]);
  if (source.kind !== 'draft') return { verdicts: reported(source.kind), differ: 0 };
  const { name, base } = yield* nearest(sets, set);
  if (changedDocuments(base.documents, set.documents).length === 0) return { verdicts: reported(name), differ: 0 };
  const concerns = concernedBy(cluster, changedSubjects(base, set, cluster.workloads));
  const verdicts: ReportVerdict[] = [];
  let differ = 0;
  for (const [index, connection] of connections.entries()) {
    if (index % CONNECTIONS_A_STEP === 0) yield { done: index, total: connections.length, unit: 'connection' };
    const told = connection.verdicts[name];
    if (!concerns.client(connection.client) && !concerns.server(connection.server)) {
      verdicts.push(told);
      continue;
    }
    const before = verdictOnce(base, connection);
    const after = set.judge(connection).verdict;
    if (verdictKind(before) !== verdictKind(told)) differ += 1;
    verdicts.push(
      verdictKind(before) === verdictKind(after) && verdictKind(before) !== verdictKind(told) ? told : after,
    );
  }
  return { verdicts, differ };
}

/** Of the report's sets the one with fewer documents to change. */
function* nearest(
  sets: PolicySets,
  { documents }: PolicySet,
): Work<{ readonly name: ReportedSet; readonly base: PolicySet }> {
  const [current, recommended] = [yield* sets.of({ kind: 'current' }), yield* sets.of({ kind: 'recommended' })];
  const distance = (base: PolicySet) => changedDocuments(base.documents, documents).length;
  return distance(recommended) < distance(current)
    ? { name: 'recommended', base: recommended }
    : { name: 'current', base: current };
}

const judgedBefore = new WeakMap<PolicySet, Map<ReportConnection, ReportVerdict>>();

function verdictOnce(set: PolicySet, connection: ReportConnection): ReportVerdict {
  const known = judgedBefore.get(set) ?? new Map<ReportConnection, ReportVerdict>();
  judgedBefore.set(set, known);
  const verdict = known.get(connection) ?? set.judge(connection).verdict;
  known.set(connection, verdict);
  return verdict;
}

function at(verdicts: readonly ReportVerdict[], index: number): ReportVerdict {
  const verdict = verdicts[index];
  if (verdict === undefined) throw new Error('every connection has a verdict');
  return verdict;
}
