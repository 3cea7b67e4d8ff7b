// Lint of current policies: asks every check, and makes one finding of all that a check has to say about a policy.
import { compareBy, uniqueSorted } from '../../base/order.ts';
import { LINT_CHECKS } from './checks.ts';
import { type Found, LINT_SEVERITIES, type PolicyFinding } from './finding.ts';
import { type LintContext, makeLintContext } from './lint-context.ts';
import type { LintInput } from './lint-input.ts';

/** The gravest first, then by code and subject. */
export function lintPolicies(input: LintInput): readonly PolicyFinding[] {
  const context = makeLintContext(input);
  const findings = LINT_CHECKS.flatMap(({ code, find }) =>
    bySubject(find(context)).map((cases) => toFinding(code, cases, context)),
  );
  return findings.sort(
    compareBy(
      ({ severity }) => LINT_SEVERITIES.indexOf(severity),
      ({ code }) => code,
      ({ subject }) => subject,
    ),
  );
}

/** Whether a finding of a report is one of lint. */
export function isLintCode(code: string): boolean {
  return LINT_CHECKS.some((check) => check.code === code);
}

type Cases = readonly [Found, ...Found[]];

function bySubject(found: readonly Found[]): readonly Cases[] {
  const groups = new Map<string, [Found, ...Found[]]>();
  for (const one of found) {
    const group = groups.get(one.subject);
    if (group === undefined) groups.set(one.subject, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

const MOST_PLACES = 20;

/** The gravest case speaks for all. */
function toFinding(code: string, cases: Cases, { policies }: LintContext): PolicyFinding {
  const distinct = new Map(cases.map((one) => [`${one.at ?? ''} ${one.message}`, one]));
  const [first = cases[0]] = [...distinct.values()].sort(
    compareBy(
      ({ severity }) => LINT_SEVERITIES.indexOf(severity),
      ({ at }) => at ?? '',
      ({ message }) => message,
    ),
  );
  const { subject, severity, message, mend, evidence } = first;
  const at = uniqueSorted(cases.flatMap((one) => one.at ?? []));
  const more = distinct.size - 1;
  return {
    ...{ code, severity, subject, mend },
    place: policies.documents.get(subject)?.place,
    message: more === 0 ? message : `${message} (and ${more} more of the kind)`,
    evidence: {
      ...(at.length === 0 ? {} : { at: at.slice(0, MOST_PLACES) }),
      ...(more === 0 ? {} : { cases: distinct.size }),
      ...evidence,
    },
  };
}
