// Clients that knock on many doors without an answer: what they did reach deserves a look before it is allowed.
import { compareText, uniqueSorted } from '../base/order.ts';
import { type Connection, endpointKey } from '../connections/connection.ts';
import type { KeptConnection } from './eligible.ts';
import type { Finding } from './recommendation.ts';

/** Fewer unanswered targets than this happen to honest clients of servers that are down. */
const SCAN_TARGETS = 10;

/** By client: how many servers and ports never answered it. Only clients with at least SCAN_TARGETS of them. */
export type Scanners = ReadonlyMap<string, number>;

export function findScanners(connections: readonly Connection[]): Scanners {
  const targets = new Map<string, Set<string>>();
  for (const connection of connections) {
    if (connection.outcome !== 'unanswered' && connection.outcome !== 'rejected') continue;
    const client = endpointKey(connection.client);
    const known = targets.get(client) ?? new Set();
    targets.set(client, known.add(`${endpointKey(connection.server)} ${connection.protocol}/${connection.port}`));
  }
  const many = [...targets].filter(([, servers]) => servers.size >= SCAN_TARGETS);
  return new Map(many.map(([client, servers]) => [client, servers.size]));
}

/** A scanner's connection that carried no data found an open port, nothing more: the handshake is the probe. */
export function isProbe({ client, outcome, payload }: Connection, scanners: Scanners): boolean {
  return outcome === 'established' && payload === false && scanners.has(endpointKey(client));
}

/** One finding for each scanning client, by client. */
export function scanFindings(scanners: Scanners, kept: readonly KeptConnection[]): readonly Finding[] {
  return [...scanners]
    .sort(([left], [right]) => compareText(left, right))
    .map(([client, unanswered]) => scanFinding(client, unanswered, kept));
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
        : `${reached.length === 1 ? '1 connection that was answered is' : `${reached.length} connections that were answered are`} allowed: review before you apply`
    }`,
    evidence: { unansweredTargets: unanswered, allowed: reached },
  };
}
