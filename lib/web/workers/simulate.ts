// What a draft changes for the observed connections: the verdict of each before and after.
import { verdictKind } from '../../report/verdict.ts';
import { verdictClass } from '../../report/verdict-class.ts';
import type { Cluster } from './cluster.ts';
import type { JudgedConnection, Simulation } from './messages.ts';
import type { PolicySet } from './policy-set.ts';

/** `reported`: which verdict of the report is about the policies before, where one is. */
export interface Compared {
  readonly before: PolicySet;
  readonly after: PolicySet;
  readonly reported: 'current' | 'recommended' | undefined;
}

export function simulate({ document }: Cluster, { before, after, reported }: Compared): Simulation {
  let differFromReport = 0;
  const isReadable = before.unread.length + after.unread.length === 0;
  const asked = isReadable ? document.connections : [];
  const connections = asked.map((connection): JudgedConnection => {
    const old = before.judge(connection).verdict;
    const { verdict } = after.judge(connection);
    if (reported !== undefined && verdictKind(old) !== verdictKind(connection.verdicts[reported]))
      differFromReport += 1;
    return { before: verdictClass(connection, old), after: verdictClass(connection, verdict), verdict };
  });
  const { diagnostics, passedOver, documents } = after;
  return { isReadable, diagnostics, passedOver, policies: documents.length, connections, differFromReport };
}
