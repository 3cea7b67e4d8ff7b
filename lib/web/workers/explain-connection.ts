// Why a connection is allowed or blocked under a set of policies, as `flowfence explain` says it.
import { explain } from '../../policy/explain.ts';
import { formatExplanation } from '../../policy/format-explanation.ts';
import { makeQueries } from '../../report/judge.ts';
import type { Cluster } from './cluster.ts';
import type { AskedConnection, Explained, ExplainedGroup } from './messages.ts';
import type { PolicySet } from './policy-set.ts';

export function explainConnection(cluster: Cluster, policies: PolicySet, connection: AskedConnection): Explained {
  const { workloads, dataplane, services } = cluster;
  const { compiled, judge, diagnostics } = policies;
  const groups = new Map<string, ExplainedGroup>();
  for (const query of makeQueries({ workloads, policies: compiled, dataplane, services })(connection)) {
    const explanation = explain(compiled, query, dataplane);
    const text = formatExplanation(explanation).join('\n');
    groups.set(text, { pods: (groups.get(text)?.pods ?? 0) + 1, explanation, text });
  }
  return { verdict: judge(connection).verdict, groups: [...groups.values()], diagnostics };
}
