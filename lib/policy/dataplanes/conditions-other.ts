// Conditions of Azure Network Policy Manager, and what holds for every dataplane that is documented for Linux.

import type { Semantics } from '../profiles/profile.ts';
import { PROFILES } from '../profiles/registry.ts';
import type { NodeCondition } from './condition.ts';
import { OPEN } from './treatment.ts';

const NPM_GUIDE = 'AKS docs, use network policies';

/** No except, SCTP and named ports on Windows; the rest is documented for Linux only. */
const NPM_ON_WINDOWS: Partial<Semantics> = {
  except: 'unknown',
  ipv6: 'policy-refused',
  sctp: 'unknown',
  endPort: 'unknown',
  namedPorts: 'unknown',
  icmp: 'unknown',
  ipBlockMatchesPods: 'unknown',
  ipBlockMatchesNodes: 'unknown',
  hostNetworkPeer: 'unknown',
  ownNodeToPod: 'unknown',
  podToOwnNode: 'unknown',
  hairpin: 'unknown',
  serviceTraffic: 'unknown',
};

const NPM_LINUX: NodeCondition = {
  of: 'node',
  code: 'dataplane-node-system',
  severity: 'medium',
  dataplanes: ['azure-npm'],
  asks: 'on Windows, Network Policy Manager has no except, SCTP, named ports and negative selectors; the rest of it is documented for Linux',
  mend: 'keep policies for pods on Windows to selectors, ports in numbers and plain blocks',
  source: NPM_GUIDE,
  test: (node) => {
    if (node?.system !== 'windows') return undefined;
    const treatments = [{ kind: 'with', semantics: NPM_ON_WINDOWS }] as const;
    return { state: 'violated', treatments, because: 'its node runs Windows' };
  },
};

/** The API's own text, planes that say what Windows nodes do, and one that enforces nothing anywhere. */
const NOT_ABOUT_LINUX: readonly string[] = ['upstream', 'azure-npm', 'eks', 'flannel'];

const LINUX: NodeCondition = {
  of: 'node',
  code: 'dataplane-node-system',
  severity: 'medium',
  dataplanes: [...PROFILES.map(({ name }) => name), 'ack-terway'].filter((name) => !NOT_ABOUT_LINUX.includes(name)),
  asks: 'what the dataplane does is documented for Linux nodes',
  mend: 'look in its documents for Windows, and take verdicts for pods there as unknown',
  source: 'documents of each dataplane',
  test: (node) => {
    if (node?.system !== 'windows') return undefined;
    return { state: 'violated', treatments: OPEN, because: 'its node runs Windows' };
  },
};

export const OTHER_CONDITIONS: readonly NodeCondition[] = [NPM_LINUX, LINUX];
