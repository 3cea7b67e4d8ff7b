// What reading the policies says already and is worth a finding of its own: host bits, policies that are not evaluated.
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { CompiledPolicies } from '../compiled.ts';
import type { Found } from './finding.ts';
import type { LintCheck } from './lint-check.ts';

export const HOST_BITS: LintCheck = {
  code: 'policy-host-bits',
  means: 'a CIDR has bits outside its prefix; it is read as the block around it',
  why: 'API servers warn of it from Kubernetes 1.33 on and refuse it for new objects from 1.36 on (KEP 4858)',
  mend: 'write the block that the message names',
  find: ({ policies }) => said('policy-host-bits', policies),
};

export const NOT_EVALUATED: LintCheck = {
  code: 'policy-not-evaluated',
  means: 'a document is of a kind or API that is not evaluated',
  why: 'where the dataplane may enforce it, verdicts in its reach are unknown',
  mend: 'leave it out, or expect verdicts that do not know of it',
  find: ({ policies }) => said('policy-not-evaluated', policies),
};

function said(code: string, policies: CompiledPolicies): readonly Found[] {
  return policies.diagnostics
    .filter((diagnostic) => diagnostic.code === code && diagnostic.level !== 'info')
    .map((diagnostic) => {
      const { level, message, mend } = diagnostic;
      return {
        subject: subjectOf(diagnostic, policies),
        severity: level === 'error' ? 'medium' : 'low',
        message,
        mend,
      };
    });
}

/** The policy of the document; what holds none goes by its place. */
function subjectOf({ place }: Diagnostic, { documents }: CompiledPolicies): string {
  for (const [name, document] of documents) if (document.place === place) return name;
  return place.line === undefined ? place.source : `${place.source}:${place.line}`;
}
