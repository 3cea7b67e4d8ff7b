// policyTypes: left out where that isolates more than is meant, and rules in a direction that they leave out.
import { assertNever } from '../../base/assert.ts';
import type { Found } from './finding.ts';
import { type LintCheck, ofEachPolicy } from './lint-check.ts';
import { DIRECTIONS } from './rule-sites.ts';

const WRITE_TYPES = 'write policyTypes out: [Egress] where only egress is meant';

export const ISOLATES_MORE: LintCheck = {
  code: 'lint-isolates-ingress-too',
  means: 'a NetworkPolicy has egress rules, no ingress rules and no policyTypes: it isolates for ingress as well',
  why: '"all policies (whether or not they contain an ingress section) are assumed to affect ingress" (API text): nothing may reach the pods',
  mend: WRITE_TYPES,
  find: ofEachPolicy(({ api, name, sections }, { policies }) => {
    const spec = field(policies.documents.get(name)?.manifest, 'spec');
    const isWritten = !isEmpty(field(spec, 'policyTypes')) || !isEmpty(field(spec, 'ingress'));
    if (api !== 'networking-v1' || isWritten || sections.egress.rules.length === 0) return [];
    const message = 'has egress rules and no policyTypes, and so blocks all ingress to its pods as well';
    return [{ severity: 'medium', at: 'spec', message, mend: WRITE_TYPES }];
  }),
};

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

const MEND = 'add the direction to policyTypes, or remove the rules';

export const UNDECLARED_RULES: LintCheck = {
  code: 'lint-undeclared-rules',
  means: 'a NetworkPolicy has rules of a direction that its policyTypes leave out',
  why: 'by the API they do nothing; some dataplanes enforce them all the same, others add them to what other policies allow',
  mend: MEND,
  find: ofEachPolicy((policy, context) =>
    DIRECTIONS.flatMap((direction): readonly Omit<Found, 'subject'>[] => {
      const { declared, rules } = policy.sections[direction];
      if (policy.api !== 'networking-v1' || declared || rules.length === 0) return [];
      return context.profilesFor(policy).map(({ semantics, data }) => ({
        ...effectOf(semantics.policyTypes, data.title),
        at: `spec.${direction}`,
        message: `policyTypes leaves ${direction} out, and ${effectOf(semantics.policyTypes, data.title).message}`,
        mend: MEND,
      }));
    }),
  ),
};

function effectOf(
  mode: 'strict' | 'presence' | 'merge' | 'unknown',
  title: string,
): Pick<Found, 'severity' | 'message'> {
  switch (mode) {
    case 'strict':
      return { severity: 'low', message: 'its rules do nothing' };
    case 'presence':
      return { severity: 'medium', message: `${title} enforces its rules all the same: the pods are isolated` };
    case 'merge':
      return { severity: 'medium', message: `${title} adds its rules to what other policies allow` };
    case 'unknown':
      return { severity: 'medium', message: `nobody documents what ${title} does with its rules` };
    default:
      return assertNever(mode, 'effectOf');
  }
}
