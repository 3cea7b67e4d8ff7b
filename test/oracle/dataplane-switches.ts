// A dataplane as plain switches, and one concrete reading of it: what is unknown is played one way or another.
import type { Choose } from './every-end.ts';

/** Values as the profiles write them; `unknown` stands for any of the readings below. */
export type Switches = Readonly<Record<string, string>>;

/** What implementations may do where nobody says what this one does: more than the profiles have words for. */
const READINGS: Readonly<Record<string, readonly string[]>> = {
  ingressRules: ['enforced', 'not-enforced'],
  egressRules: ['enforced', 'not-enforced'],
  policyTypes: ['strict', 'presence', 'merge'],
  ingressIpBlock: ['supported', 'matches-nothing', 'matches-everything'],
  egressIpBlock: ['supported', 'matches-nothing', 'matches-everything'],
  ipBlockMatchesPods: ['yes', 'no'],
  ipBlockMatchesNodes: ['yes', 'no'],
  except: ['hole', 'deny-prefix', 'subtracts-from-rule', 'not-honoured'],
  ipv6: ['supported', 'ignored', 'policy-refused', 'own-family'],
  endPort: ['range', 'first-port'],
  namedPorts: ['exact', 'any-port', 'policy-refused', 'exact-where-one-number', 'beside-selectors', 'matches-nothing'],
  icmp: ['rules-without-ports', 'always-allowed', 'never-allowed'],
  sctp: ['supported', 'always-allowed', 'never-allowed'],
  hostNetworkPeer: ['never-selected', 'selected', 'selected-by-pod-selector'],
  excludingSelector: ['pods', 'everything-else'],
  ownNodeToPod: ['allowed', 'by-rules'],
  podToOwnNode: ['allowed', 'by-rules', 'allowed-but-dns'],
  hairpin: ['allowed', 'by-rules'],
  serviceTraffic: ['backend', 'service-address', 'backend-unless-denied'],
  api: ['enforced', 'not-enforced'],
};

/** Answers each question once, and then always alike. */
export interface Reading {
  readonly of: (name: string) => string;
  /** Something that neither a switch nor a text settles. */
  readonly either: (what: string) => boolean;
}

export function makeReading(switches: Switches, choose: Choose): Reading {
  const taken = new Map<string, number>();
  const take = (what: string, count: number): number => {
    const way = taken.get(what) ?? choose(count);
    taken.set(what, way);
    return way;
  };
  return {
    of: (name) => {
      const value = switches[name];
      const readings = READINGS[name];
      if (value === undefined || readings === undefined) throw new Error(`no switch ${name}`);
      return value === 'unknown' ? (readings[take(name, readings.length)] ?? '') : value;
    },
    either: (what) => take(what, 2) === 1,
  };
}
