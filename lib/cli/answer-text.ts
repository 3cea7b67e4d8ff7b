// An answered line of `evaluate` as text: the fields that asked, then the verdict.
import type { VerdictKind } from '../policy/model.ts';
import type { ReportDirectionVerdict } from '../report/document.ts';

export interface Answer {
  readonly verdict: VerdictKind;
  readonly partial: boolean;
  readonly egress: ReportDirectionVerdict;
  readonly ingress: ReportDirectionVerdict;
}

/** What `JSON.stringify` makes of the fields with those of the answer, of which most were written before. */
export function answerText(fields: Readonly<Record<string, unknown>>, answer: Answer): string {
  const { verdict, partial, egress, ingress } = answer;
  const head = JSON.stringify(fields);
  if (head === '{}' || 'verdict' in fields || 'partial' in fields || 'egress' in fields || 'ingress' in fields) {
    // A field of that name keeps its place.
    return JSON.stringify({ ...fields, verdict, ...(partial ? { partial } : {}), egress, ingress });
  }
  const said = partial ? `"${verdict}","partial":true` : `"${verdict}"`;
  return `${head.slice(0, -1)},"verdict":${said},"egress":${textOf(egress)},"ingress":${textOf(ingress)}}`;
}

/** Verdicts are values that many lines share. */
const WRITTEN = new WeakMap<ReportDirectionVerdict, string>();

function textOf(direction: ReportDirectionVerdict): string {
  const known = WRITTEN.get(direction);
  if (known !== undefined) return known;
  const text = JSON.stringify(direction);
  WRITTEN.set(direction, text);
  return text;
}
