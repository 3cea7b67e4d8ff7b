// endPort, SCTP and named ports, where a dataplane reads them otherwise than they are written.
import { portNameKey } from '../cluster-pods.ts';
import { describePort } from '../describe.ts';
import type { Found } from './finding.ts';
import { type LintCheck, ofEachRule } from './lint-check.ts';
import type { LintContext } from './lint-context.ts';
import { blocksOf, portsOf, type RuleSite } from './rule-sites.ts';

const SINGLE_PORTS = 'write each port on its own';

export const END_PORT: LintCheck = {
  code: 'lint-end-port',
  means: 'a rule has a port range (endPort) that the dataplane does not understand',
  why: '"If this is used with a network plugin that does not support endPort, the policy will be applied only for the single port field" (concepts page)',
  mend: SINGLE_PORTS,
  find: ofEachRule(({ rule, profile }) => {
    const { endPort } = profile.semantics;
    if (endPort === 'range') return [];
    return portsOf(rule).flatMap((port): readonly Omit<Found, 'subject'>[] => {
      if (port.kind !== 'numbers' || !port.range || port.first === port.last) return [];
      const range = describePort(port);
      if (endPort === 'unknown') {
        const message = `${range}: nobody documents whether ${profile.data.title} takes more than ${port.first}`;
        return [{ severity: 'medium', message, mend: SINGLE_PORTS }];
      }
      return [
        { severity: 'high', message: `${range}: ${profile.data.title} takes ${port.first} alone`, mend: SINGLE_PORTS },
      ];
    });
  }),
};

export const SCTP: LintCheck = {
  code: 'lint-sctp',
  means: 'a rule names SCTP, which the dataplane is not documented to support',
  why: '"You must be using a CNI plugin that supports SCTP protocol NetworkPolicies" (concepts page)',
  mend: 'do not rely on the rule; a rule without ports covers every protocol',
  find: ofEachRule(({ rule, profile }) => {
    if (profile.semantics.sctp === 'supported') return [];
    return portsOf(rule).flatMap((port): readonly Omit<Found, 'subject'>[] => {
      if (port.kind === 'icmp' || port.protocol !== 'SCTP') return [];
      const message = `${describePort(port)}: nobody documents that ${profile.data.title} supports SCTP`;
      const mend = 'do not rely on the rule; a rule without ports covers every protocol';
      return [{ severity: 'medium', message, mend }];
    });
  }),
};

const NUMBERS = 'write the number';

export const NAMED_PORT: LintCheck = {
  code: 'lint-named-port',
  means: 'a rule names a port by name, and the dataplane opens more, or less, than the name says',
  why: 'names are resolved differently everywhere: to every port of the protocol, to one number in the cluster, in egress beside selectors only',
  mend: NUMBERS,
  find: ofEachRule((site, context) =>
    portsOf(site.rule).flatMap((port) => {
      const said = port.kind === 'name' ? nameTrouble(portNameKey(port.name, port.protocol), site, context) : undefined;
      return said === undefined ? [] : [{ ...said, message: `${describePort(port)}: ${said.message}`, mend: NUMBERS }];
    }),
  ),
};

function nameTrouble(
  key: string,
  { rule, profile, direction }: RuleSite,
  { policies }: LintContext,
): Pick<Found, 'severity' | 'message'> | undefined {
  const { title } = profile.data;
  switch (profile.semantics.namedPorts) {
    case 'exact':
    // Said of the whole policy.
    case 'policy-refused':
      return undefined;
    case 'any-port':
      return { severity: 'high', message: `${title} opens every port of the protocol` };
    case 'unknown':
      return { severity: 'medium', message: `nobody documents what ${title} does with names` };
    case 'beside-selectors': {
      const isBeside = rule.peers.kind === 'all' || blocksOf(rule).length > 0;
      return direction === 'egress' && isBeside
        ? { severity: 'medium', message: `${title} leaves it out beside ipBlock and in rules for everybody` }
        : undefined;
    }
    case 'exact-where-one-number': {
      const numbers = [...(policies.cluster?.portNumbers.get(key) ?? [])].sort((left, right) => left - right);
      if (direction === 'ingress' || numbers.length < 2) return undefined;
      const message = `pods give it the numbers ${numbers.join(' and ')}, of which ${title} takes one`;
      return { severity: 'high', message };
    }
  }
}
