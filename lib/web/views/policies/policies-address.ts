// The parameters of the view of policies.

export const POLICY_SETS = ['recommended', 'current'] as const;
export type PolicySetName = (typeof POLICY_SETS)[number];

/** `yaml`: the text with its evidence. `diff`: the lines that change. `meaning`: what the change means. */
export const POLICY_PARTS = ['yaml', 'diff', 'meaning'] as const;
export type PolicyPart = (typeof POLICY_PARTS)[number];

/** Parameters for `viewHref('policies', …)`. */
export function policyParameters(
  set: PolicySetName,
  policy: string,
  part: PolicyPart = 'yaml',
): Record<string, string> {
  return { set: set === 'recommended' ? '' : set, policy, show: part === 'yaml' ? '' : part };
}
