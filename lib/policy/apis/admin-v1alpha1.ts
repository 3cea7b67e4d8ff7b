// AdminNetworkPolicy and BaselineAdminNetworkPolicy of policy.networking.k8s.io/v1alpha1.
import { isPortNumber } from '../../net/port-set.ts';
import type { TransportProtocol } from '../../sources/kubernetes-objects.ts';
import type { CompiledPort } from '../compiled.ts';
import { ADMIN_TIER, BASELINE_TIER } from '../tiers.ts';
import { onlyField } from './cluster-wide-peer.ts';
import { type ClusterWideKind, clusterWideReader, readPriority } from './cluster-wide-policy.ts';
import { PROTOCOLS, portOfEachProtocol, readPortRange } from './cluster-wide-port.ts';
import type { RuleDialect } from './cluster-wide-rule.ts';
import { type Cursor, checkFields, isAbsent, propertyOf, reportInvalid, textOf } from './manifest-reader.ts';

const API_VERSION = 'policy.networking.k8s.io/v1alpha1';

const ADMIN_RULES: RuleDialect = {
  namespaceSelector: 'required',
  longestList: 100,
  actions: { Allow: 'allow', Deny: 'deny', Pass: 'pass' },
  egressPeers: ['namespaces', 'pods', 'nodes', 'networks', 'domainNames'],
  portsField: 'ports',
  readPort,
};

const ADMIN: ClusterWideKind = {
  api: 'admin-v1alpha1',
  apiVersion: API_VERSION,
  kind: 'AdminNetworkPolicy',
  onlyName: undefined,
  placeFields: ['priority'],
  readPlace: (spec) => {
    const order = readPriority(spec);
    return order === undefined ? undefined : { tier: ADMIN_TIER, order };
  },
  rules: ADMIN_RULES,
};

const BASELINE: ClusterWideKind = {
  api: 'admin-v1alpha1',
  apiVersion: API_VERSION,
  kind: 'BaselineAdminNetworkPolicy',
  // "Only one baseline admin network policy with metadata.name="default" can be created in the cluster"
  onlyName: 'default',
  placeFields: [],
  readPlace: () => ({ tier: BASELINE_TIER, order: 0 }),
  rules: {
    ...ADMIN_RULES,
    actions: { Allow: 'allow', Deny: 'deny' },
    egressPeers: ['namespaces', 'pods', 'nodes', 'networks'],
  },
};

export const ADMIN_V1ALPHA1 = clusterWideReader([ADMIN, BASELINE]);

/** "Exactly one field must be set." */
function readPort(cursor: Cursor): readonly CompiledPort[] {
  const field = onlyField(cursor, ['portNumber', 'portRange', 'namedPort']);
  switch (field?.name) {
    case 'portNumber':
      return readPortNumber(field.cursor);
    case 'portRange':
      return readRange(field.cursor);
    case 'namedPort': {
      const name = textOf(field.cursor);
      return name === undefined ? [] : portOfEachProtocol(name);
    }
    case undefined:
      return [];
  }
}

function readPortNumber(cursor: Cursor): readonly CompiledPort[] {
  if (!checkFields(cursor, ['protocol', 'port'])) return [];
  const protocol = readProtocol(propertyOf(cursor, 'protocol'));
  const port = propertyOf(cursor, 'port');
  if (!isPortNumber(port.value)) {
    reportInvalid(port, 'a port number from 1 to 65535');
    return [];
  }
  return [{ kind: 'numbers', protocol, first: port.value, last: port.value, range: false }];
}

function readRange(cursor: Cursor): readonly CompiledPort[] {
  if (!checkFields(cursor, ['protocol', 'start', 'end'])) return [];
  const protocol = readProtocol(propertyOf(cursor, 'protocol'));
  const range = readPortRange(cursor);
  return range === undefined ? [] : [{ kind: 'numbers', protocol, ...range, range: false }];
}

/** "If not specified, this field defaults to TCP." */
function readProtocol(cursor: Cursor): TransportProtocol {
  if (isAbsent(cursor)) return 'TCP';
  const protocol = PROTOCOLS.find((one) => one === cursor.value);
  if (protocol === undefined) reportInvalid(cursor, `one of ${PROTOCOLS.join(', ')}`);
  return protocol ?? 'TCP';
}
