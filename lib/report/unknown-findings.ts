// Observed connections of which nobody can say whether the current policies allow them: one finding for each pair and reason.
import { uniqueSorted } from '../base/order.ts';
import type { Finding, ReportConnection } from './document.ts';
import { connectionText, endpointText } from './endpoint-text.ts';
import { counted } from './words.ts';

/** How many connections a finding names. */
const SAMPLE = 10;

type Group = readonly [ReportConnection, ...ReportConnection[]];

/** By the order in which they first appear. `connections` have an unknown current verdict. */
export function unknownVerdictFindings(connections: readonly ReportConnection[]): readonly Finding[] {
  return [...grouped(connections, (one) => `${pairOf(one)}\n${reasonOf(one)}`).values()].map(toFinding);
}

/**
 * What is not a workload stands for its kind: an outside address is each time another. Where a side has no certain owner,
 * that is the matter, whoever the other is.
 */
function pairOf({ client, server }: ReportConnection): string {
  for (const side of [client, server]) if (side.kind === 'unknown') return sideText(side);
  return `${sideText(client)} -> ${sideText(server)}`;
}

function sideText(endpoint: ReportConnection['client']): string {
  switch (endpoint.kind) {
    case 'workload':
    case 'service':
      return endpointText(endpoint);
    case 'node':
      return 'nodes';
    case 'external':
      return 'outside addresses';
    case 'unknown':
      return `unknown owners (${endpoint.reason})`;
  }
}

function reasonOf({ client, server, verdicts }: ReportConnection): string {
  if (client.kind === 'unknown' || server.kind === 'unknown') return 'one side of it has no certain owner';
  return verdicts.current.unknown ?? '';
}

function toFinding(group: Group): Finding {
  const [first] = group;
  const policies = uniqueSorted(
    group.flatMap(({ verdicts: { current } }) => [...current.egress.by, ...current.ingress.by]),
  );
  const records = group.reduce((sum, one) => sum + one.records, 0);
  const lastSeen = group.reduce((last, one) => (one.lastSeen > last ? one.lastSeen : last), first.lastSeen);
  const whether = 'nobody can say whether the current policies allow';
  if (group.length === 1) {
    const message = `${whether} it: ${reasonOf(first)}`;
    const evidence = { policies, records, lastSeen };
    return { kind: 'unknown-verdict', severity: 'medium', subject: connectionText(first), message, evidence };
  }
  return {
    kind: 'unknown-verdict',
    severity: 'medium',
    subject: pairOf(first),
    message: `${whether} ${counted(group.length, 'connection')}: ${reasonOf(first)}`,
    evidence: {
      ...{ policies, records, lastSeen, connections: group.length },
      sample: group.slice(0, SAMPLE).map(connectionText),
    },
  };
}

function grouped(
  connections: readonly ReportConnection[],
  keyOf: (connection: ReportConnection) => string,
): ReadonlyMap<string, Group> {
  const groups = new Map<string, [ReportConnection, ...ReportConnection[]]>();
  for (const connection of connections) {
    const group = groups.get(keyOf(connection));
    if (group === undefined) groups.set(keyOf(connection), [connection]);
    else group.push(connection);
  }
  return groups;
}
