// The catalogue of codes, continued: what a recommendation finds about the dataplane that it is written for.
import type { CodeEntry } from './code-entry.ts';

export const OF_RECOMMENDATION: readonly CodeEntry[] = [
  {
    code: 'health-checks-blocked',
    meaning: "the dataplane has no rule that lets in a load balancer's health checks, and they may be blocked",
    mend: 'try it before you apply; where they are, the workload cannot be isolated for ingress there',
  },
  {
    code: 'local-dns-not-expressible',
    meaning: 'pods ask a DNS cache on their node, which no NetworkPolicy names on the dataplane',
    mend: "allow it with the dataplane's own policies before you apply, or names fail",
  },
  {
    code: 'local-dns-unknown',
    meaning: 'pods ask a DNS cache on their node, and nobody documents whether an ipBlock names it there',
    mend: 'try it in one namespace before you apply',
  },
  {
    code: 'not-expressible',
    meaning: 'observed connections are left out, as NetworkPolicies have no words for them on the dataplane',
    mend: 'apply the manifest of the evidence beside the policies, where there is one; else they are blocked',
  },
  {
    code: 'not-provable',
    meaning: 'the documents of the dataplane leave open whether the recommendation does what it should',
    mend: 'read the reasons in its evidence; try on the cluster what nobody documents, or name the version',
  },
  {
    code: 'open-to-everybody',
    meaning: 'a rule names no peer, as the dataplane has no words for those that were observed',
    mend: 'restrict these ports by other means, such as security groups',
  },
  {
    code: 'recommendation-inert',
    meaning: 'the dataplane does not enforce the policies, or those of one direction: they change nothing',
    mend: 'switch policies on, or install a dataplane that has them; the proof is about what they would do',
  },
  {
    code: 'standing-policy-allows',
    meaning: 'a policy of another API stays in force and allows what nobody used',
    mend: 'tighten that policy; the recommendation cannot take it back',
  },
  {
    code: 'standing-policy-denies',
    meaning: 'a policy of another API stays in force and denies what was observed and the recommendation keeps',
    mend: 'change that policy before you apply, or give the connections up',
  },
];
