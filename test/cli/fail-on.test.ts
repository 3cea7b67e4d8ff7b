import { describe, expect, it } from 'vitest';
import { failConditions, failuresOf } from '../../lib/cli/fail-on.ts';
import type { Severity } from '../../lib/report/document.ts';
import { sampleDocument } from '../report/sample-document.ts';

function finding(kind: string, severity: Severity) {
  return { kind, severity, subject: 'shop/p', message: 'm', evidence: {} };
}

describe('--fail-on lint', () => {
  it.each([
    ['a finding of lint', finding('lint-end-port', 'low'), ['lint']],
    ['one that reading finds', finding('policy-host-bits', 'low'), ['lint']],
    ['what is only worth knowing', finding('lint-duplicate', 'info'), []],
    ['a finding about something else', finding('gap-in-logs', 'medium'), []],
  ])('%s', (_, one, expected) => {
    const document = sampleDocument({ findings: [one] });

    expect(failuresOf(failConditions('lint'), { document, drift: undefined })).toEqual(expected);
  });
});
