// Named ports that no pod declares.
import { describePort } from '../describe.ts';
import type { PodEndpoint } from '../pod-match.ts';
import type { Found } from './finding.ts';
import { type LintCheck, ofEachPolicy } from './lint-check.ts';
import type { LintContext } from './lint-context.ts';
import { podPeersOf, portsOf, type RuleSite, writtenRules } from './rule-sites.ts';

const MEND = 'declare the name in the containers (ports[].name), or write the number';

export const PORT_NAME_UNDECLARED: LintCheck = {
  code: 'lint-port-name-undeclared',
  means: 'a rule names a port by a name that none of the pods concerned declares',
  why: 'a name means the container port of that name on the server; without one the rule matches nothing',
  mend: MEND,
  find: ofEachPolicy((policy, context) =>
    writtenRules(policy).flatMap((site) => {
      const servers = serversOf(site, context);
      if (servers === undefined || servers.length === 0) return [];
      return portsOf(site.rule).flatMap((port): readonly Omit<Found, 'subject'>[] => {
        if (port.kind !== 'name') return [];
        const declares = ({ ports }: PodEndpoint) =>
          ports.some(({ name, protocol }) => name === port.name && protocol === port.protocol);
        if (servers.some(declares)) return [];
        const message = `no pod that it concerns declares ${describePort(port)}`;
        return [{ severity: 'medium', at: site.rule.path, message, mend: MEND }];
      });
    }),
  ),
};

/** The pods on which the rule's ports are; undefined where they are not all known. */
function serversOf(
  { policy, direction, rule }: Omit<RuleSite, 'profile'>,
  context: LintContext,
): readonly PodEndpoint[] | undefined {
  if (context.pods === undefined) return undefined;
  if (direction === 'ingress') {
    return context.select(policy.subjects).mayBeMore ? undefined : context.subjectsOf(policy);
  }
  if (rule.peers.kind === 'all') return context.pods;
  if (rule.peers.peers.some(({ kind }) => kind !== 'pods' && kind !== 'ip-block')) return undefined;
  const selections = podPeersOf(rule).map(context.select);
  return selections.some(({ mayBeMore }) => mayBeMore) ? undefined : selections.flatMap(({ sure }) => sure);
}
