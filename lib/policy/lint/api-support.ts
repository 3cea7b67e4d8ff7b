// Policies that the dataplane does not enforce at all, or refuses whole for one construct.
import type { PolicyApi } from '../compiled.ts';
import type { Found } from './finding.ts';
import { type LintCheck, ofEachPolicy } from './lint-check.ts';
import { blocksOf, portsOf, writtenRules } from './rule-sites.ts';

const MEND = 'write the rules as NetworkPolicy, or name the dataplane that enforces them';

export const API_NOT_ENFORCED: LintCheck = {
  code: 'lint-api-not-enforced',
  means: 'a policy is of an API that the dataplane does not enforce, or is not documented to',
  why: 'the API server keeps the object, and nothing acts on it',
  mend: MEND,
  find: (context) => {
    const { policies, unreadable } = context.policies;
    return [
      ...policies.flatMap((policy) =>
        context.profilesFor(policy).flatMap(({ apis, data }) => support(policy, apis[policy.api], data.title)),
      ),
      ...unreadable.flatMap((policy) =>
        context.dataplane.profiles.flatMap(({ apis, data }) => support(policy, apis[policy.api], data.title)),
      ),
    ];
  },
};

/** Where NetworkPolicy itself is not enforced, that is said of the dataplane. */
function support(
  { name, api }: { readonly name: string; readonly api: PolicyApi },
  enforced: 'enforced' | 'not-enforced' | 'unknown',
  title: string,
): readonly Found[] {
  if (api === 'networking-v1' || enforced === 'enforced') return [];
  const message =
    enforced === 'unknown'
      ? `nobody documents whether ${title} enforces it`
      : `has no effect: ${title} does not enforce it`;
  return [{ subject: name, severity: enforced === 'unknown' ? 'medium' : 'high', message, mend: MEND }];
}

export const POLICY_REFUSED: LintCheck = {
  code: 'lint-policy-refused',
  means: 'the dataplane drops the whole policy for one construct in it',
  why: 'it is as if the policy were not there: what it should isolate is open',
  mend: 'write port numbers instead of names, and no IPv6 blocks',
  find: ofEachPolicy((policy, context) => {
    const rules = writtenRules(policy).map(({ rule }) => rule);
    const named = rules.find((rule) => portsOf(rule).some(({ kind }) => kind === 'name'));
    const ipv6 = rules.find((rule) => blocksOf(rule).some(({ cidr }) => cidr.family === 6));
    if (policy.api !== 'networking-v1') return [];
    return context.profilesFor(policy).flatMap(({ semantics, data }): readonly Omit<Found, 'subject'>[] => {
      const refused = (at: string, what: string, mend: string) => ({
        ...{ severity: 'high' as const, at, mend },
        message: `has no effect: ${data.title} drops policies with ${what}`,
      });
      if (semantics.namedPorts === 'policy-refused' && named !== undefined) {
        return [refused(named.path, 'named ports', 'write port numbers')];
      }
      if (semantics.ipv6 !== 'policy-refused' || ipv6 === undefined) return [];
      return [refused(ipv6.path, 'IPv6 blocks', 'remove the IPv6 blocks')];
    });
  }),
};
