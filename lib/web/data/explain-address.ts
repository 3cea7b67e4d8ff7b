// The address of the view that explains a connection.

import { endpointKey } from '../../connections/connection.ts';
import type { AskedConnection } from '../workers/messages.ts';

export const POLICY_CHOICES = ['current', 'recommended', 'what-if'] as const;
export type PolicyChoice = (typeof POLICY_CHOICES)[number];

/** Parameters for `viewHref('explain', …)`. */
export function explainParameters(
  connection: AskedConnection,
  policies: PolicyChoice = 'current',
): Record<string, string> {
  const { client, server, protocol, port } = connection;
  return {
    client: endpointKey(client),
    server: endpointKey(server),
    port: `${port}`,
    protocol,
    policies: policies === 'current' ? '' : policies,
  };
}
