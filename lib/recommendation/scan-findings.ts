// What scanning clients did reach deserves a look before it is allowed: one finding for each of them.
import { compareText, uniqueSorted } from '../base/order.ts';
import { endpointKey } from '../connections/connection.ts';
import type { KeptConnection } from './eligible.ts';
import type { Finding } from './recommendation.ts';
import type { Scanners } from './scans.ts';

/** By client. */
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
