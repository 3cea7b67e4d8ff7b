// ClusterNetworkPolicy of policy.networking.k8s.io/v1alpha2.
import { isPortNumber } from '../../net/port-set.ts';
import type { TransportProtocol } from '../../sources/kubernetes-objects.ts';
import type { CompiledPort, TierPlace } from '../compiled.ts';
import { ADMIN_TIER, BASELINE_TIER } from '../tiers.ts';
import { onlyField } from './cluster-wide-peer.ts';
import { clusterWideReader, type PolicyPlace, readPriority } from './cluster-wide-policy.ts';
import { portOfEachProtocol, readPortRange } from './cluster-wide-port.ts';
import { type Cursor, checkFields, propertyOf, reportInvalid, textOf } from './manifest-reader.ts';

const TIERS: Readonly<Record<string, TierPlace>> = { Admin: ADMIN_TIER, Baseline: BASELINE_TIER };
const PROTOCOLS = { tcp: 'TCP', udp: 'UDP', sctp: 'SCTP' } as const;

export const CLUSTER_V1ALPHA2 = clusterWideReader([
  {
    api: 'cluster-v1alpha2',
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    onlyName: undefined,
    placeFields: ['tier', 'priority'],
    readPlace,
    rules: {
      namespaceSelector: 'optional',
      longestList: 25,
      actions: { Accept: 'allow', Deny: 'deny', Pass: 'pass' },
      egressPeers: ['namespaces', 'pods', 'nodes', 'networks', 'domainNames'],
      portsField: 'protocols',
      readPort: readProtocol,
    },
  },
]);

function readPlace(spec: Cursor): PolicyPlace | undefined {
  const cursor = propertyOf(spec, 'tier');
  const { value } = cursor;
  const tier = typeof value === 'string' && Object.hasOwn(TIERS, value) ? TIERS[value] : undefined;
  if (tier === undefined) reportInvalid(cursor, `one of ${Object.keys(TIERS).join(', ')}`);
  const order = readPriority(spec);
  return tier === undefined || order === undefined ? undefined : { tier, order };
}

/** "Exactly one field must be set." */
function readProtocol(cursor: Cursor): readonly CompiledPort[] {
  const field = onlyField(cursor, ['tcp', 'udp', 'sctp', 'destinationNamedPort']);
  if (field === undefined) return [];
  if (field.name !== 'destinationNamedPort') return readDestination(field.cursor, PROTOCOLS[field.name]);
  const name = textOf(field.cursor);
  return name === undefined ? [] : portOfEachProtocol(name);
}

/** The CRD asks for at least one property, so that an empty `tcp` is rejected: all ports are the range 1 to 65535. */
function readDestination(cursor: Cursor, protocol: TransportProtocol): readonly CompiledPort[] {
  const port = onlyField(cursor, ['destinationPort']);
  const field = port && onlyField(port.cursor, ['number', 'range']);
  if (field === undefined) return [];
  if (field.name === 'range') {
    const range = checkFields(field.cursor, ['start', 'end']) ? readPortRange(field.cursor) : undefined;
    return range === undefined ? [] : [{ kind: 'numbers', protocol, ...range, range: false }];
  }
  const { value } = field.cursor;
  if (isPortNumber(value)) return [{ kind: 'numbers', protocol, first: value, last: value, range: false }];
  reportInvalid(field.cursor, 'a port number from 1 to 65535');
  return [];
}
