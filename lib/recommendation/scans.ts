// Clients that knock on many doors without an answer: what they did reach deserves a look before it is allowed.
import { compareText, uniqueSorted } from '../base/order.ts';
import { type Connection, endpointKey } from '../connections/connection.ts';
import type { KeptConnection } from './eligible.ts';
import type { Finding } from './recommendation.ts';

/** Fewer unanswered targets than this happen to honest clients of servers that are down. */
const SCAN_TARGETS = 10;

/** One finding for each scanning client, by client. */
export function findScans(connections: readonly Connection[], kept: readonly KeptConnection[]): readonly Finding[] {
  const targets = new Map<string, Set<string>>();
  for (const connection of connections) {
    if (connection.outcome !== 'unanswered' && connection.outcome !== 'rejected') continue;
    const client = endpointKey(connection.client);
    const known = targets.get(client) ?? new Set();
    targets.set(client, known.add(`${endpointKey(connection.server)} ${connection.protocol}/${connection.port}`));
  }
  return [...targets.entries()]
    .filter(([, servers]) => servers.size >= SCAN_TARGETS)
    .sort(([left], [right]) => compareText(left, right))
    .map(([client, servers]) => scanFinding(client, servers.size, kept));
}

function scanFinding(client: string, unanswered: number, kept: readonly KeptConnection[]): Finding {
  const reached = uniqueSorted(
    kept.filter(({ connection }) => endpointKey(connection.client) === client).map(({ key }) => key),
  );
  return {
    kind: 'scan',
    severity: reached.length > 0 ? 'high' : 'medium',
    subject: client,
    message: `${unanswered} different servers and ports never answered this client; ${
      reached.length === 0
        ? 'none of that is allowed'
        : `${reached.length} connections that were answered are allowed: review them`
    }`,
    evidence: { unansweredTargets: unanswered, allowed: reached },
  };
}
