// Which connections the recommendation keeps, and why it leaves the others out.
import { type Connection, type Endpoint, EVIDENCE, type Evidence } from '../connections/connection.ts';
import { parseAddress } from '../net/address.ts';
import { parseCidr } from '../net/cidr.ts';
import { isPortNumber } from '../net/port-set.ts';
import type { Direction } from '../policy/model.ts';
import { type Cluster, endpointSubject, endpointWorkload, policySubject } from './cluster.ts';
import { compareConnections, connectionKey } from './connection-key.ts';
import type { LeftOut, LeftOutReason } from './recommendation.ts';
import { findScanners, isProbe } from './scans.ts';
import type { Subject } from './subjects.ts';

/** `client` and `server`: whose policies have to allow it, on the side where there are any. */
export interface KeptConnection {
  readonly connection: Connection;
  readonly key: string;
  readonly client: Subject | undefined;
  readonly server: Subject | undefined;
  /** How each side's policies come to allow it. */
  readonly ways: Readonly<Record<Direction, Way>>;
}

/**
 * `rule`: by a rule that names the peer. `everybody`: by a rule for its port alone, as the dataplane has no word for the
 * peer. `own-node`: by none, as pods always reach their node and are reached from it. `none`: by none, as nothing of the
 * recommendation can block it.
 */
export type Way = 'rule' | 'everybody' | 'own-node' | 'none';

/** Both lists in the order of `compareConnections`. */
export interface Eligibility {
  readonly kept: readonly KeptConnection[];
  readonly leftOut: readonly LeftOut[];
}

export function selectEligible(
  connections: readonly Connection[],
  cluster: Cluster,
  minEvidence: Evidence,
): Eligibility {
  const kept: KeptConnection[] = [];
  const leftOut: LeftOut[] = [];
  const scanners = findScanners(connections);
  for (const connection of [...connections].sort(compareConnections)) {
    const reason = isProbe(connection, scanners) ? 'scan' : reasonToLeaveOut(connection, cluster, minEvidence);
    if (reason !== undefined) leftOut.push({ connection, reason });
    else kept.push(keptConnection(connection, cluster));
  }
  return { kept, leftOut };
}

function keptConnection(connection: Connection, cluster: Cluster): KeptConnection {
  return {
    connection,
    key: connectionKey(connection),
    client: policySubject(cluster, connection.client),
    server: policySubject(cluster, connection.server),
    ways: { egress: 'rule', ingress: 'rule' },
  };
}

/** The first that applies: what the connection is, who its ends are, how sure that is, whom a policy could select. */
function reasonToLeaveOut(connection: Connection, cluster: Cluster, minEvidence: Evidence): LeftOutReason | undefined {
  const { client, server, outcome, evidence } = connection;
  if (outcome === 'unanswered' || outcome === 'rejected') return outcome;
  const unnameable = whyUnnameable(client, cluster) ?? whyUnnameable(server, cluster);
  if (unnameable !== undefined) return unnameable;
  if (!isPortNumber(connection.port)) return 'not-expressible';
  if (EVIDENCE.indexOf(evidence) > EVIDENCE.indexOf(minEvidence)) return 'weak-evidence';
  if (policySubject(cluster, client) !== undefined || policySubject(cluster, server) !== undefined) return undefined;
  const inSystem = endpointSubject(cluster, client) !== undefined || endpointSubject(cluster, server) !== undefined;
  return inSystem ? 'system-namespace' : 'not-selectable';
}

function whyUnnameable(endpoint: Endpoint, cluster: Cluster): LeftOutReason | undefined {
  switch (endpoint.kind) {
    case 'unknown':
      return 'unknown-endpoint';
    case 'service':
      return 'service-address';
    case 'workload':
      return endpointWorkload(cluster, endpoint) === undefined ? 'unknown-workload' : undefined;
    case 'external':
      return parseCidr(endpoint.cidr) === undefined ? 'not-expressible' : undefined;
    case 'node':
      return parseAddress(endpoint.address) === undefined ? 'not-expressible' : undefined;
  }
}
