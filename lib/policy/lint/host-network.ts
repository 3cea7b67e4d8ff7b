// hostNetwork pods that a policy selects.
import { type LintCheck, ofEachPolicy } from './lint-check.ts';
import { podsEvidence, podsText } from './words.ts';

const MEND = 'do not count on the policy for them; guard the node instead';

export const HOST_NETWORK: LintCheck = {
  code: 'lint-host-network',
  means: 'a policy selects pods on the network of their node',
  why: 'policies have no effect on them: they have no address of their own',
  mend: MEND,
  find: ofEachPolicy(({ subjects }, context) => {
    const selected = context.select(subjects).sure;
    const onHost = selected.filter(({ hostNetwork }) => hostNetwork);
    if (onHost.length === 0) return [];
    const severity = onHost.length === selected.length ? 'medium' : 'low';
    const message = `selects hostNetwork pods, on which it has no effect: ${podsText(onHost)}`;
    return [{ severity, message, mend: MEND, evidence: podsEvidence(onHost) }];
  }),
};
