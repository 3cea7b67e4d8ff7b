// One verdict for all pods of a workload or all pieces of a block: the common one, or what their difference means.
import { uniqueSorted } from '../base/order.ts';
import type { DirectionVerdict, Verdict, VerdictKind } from '../policy/model.ts';
import type { ReportDirectionVerdict, ReportVerdict } from './document.ts';

/** Any denied is denied, since some pod is blocked; else any unknown is unknown; nobody asked is unknown. */
export function combinedKind(kinds: readonly VerdictKind[]): VerdictKind {
  if (kinds.includes('denied')) return 'denied';
  return kinds.length === 0 || kinds.includes('unknown') ? 'unknown' : 'allowed';
}

export function combineVerdicts(verdicts: readonly Verdict[]): ReportVerdict {
  const [only, second] = verdicts;
  if (only !== undefined && second === undefined) return reportVerdict(only);
  const kinds = verdicts.map((verdict) => verdict.kind);
  const kind = combinedKind(kinds);
  const egress = combineDirections(verdicts.map((verdict) => verdict.egress));
  const ingress = combineDirections(verdicts.map((verdict) => verdict.ingress));
  const unknown = egress.unknown ?? ingress.unknown ?? 'no pod of the workload is known';
  return {
    allowed: kind === 'allowed',
    ...(kind === 'unknown' ? { unknown } : {}),
    ...(kind === 'denied' && kinds.includes('allowed') ? { partial: true as const } : {}),
    egress,
    ingress,
  };
}

export function verdictKind(verdict: ReportVerdict): VerdictKind {
  if (verdict.allowed) return 'allowed';
  return verdict.unknown === undefined ? 'denied' : 'unknown';
}

function reportVerdict({ kind, egress: ofClient, ingress: ofServer }: Verdict): ReportVerdict {
  const [egress, ingress] = [reportDirection(ofClient), reportDirection(ofServer)];
  if (kind !== 'unknown') return { allowed: kind === 'allowed', egress, ingress };
  return { allowed: false, unknown: egress.unknown ?? ingress.unknown ?? 'nobody was asked', egress, ingress };
}

/** Verdicts are values that many connections share. */
const REPORTED = new WeakMap<DirectionVerdict, ReportDirectionVerdict>();

function reportDirection(direction: DirectionVerdict): ReportDirectionVerdict {
  const known = REPORTED.get(direction);
  if (known !== undefined) return known;
  const reported = combineDirections([direction]);
  REPORTED.set(direction, reported);
  return reported;
}

/** `by` names the policies that decided the combined answer, not those of pods that fared better. */
function combineDirections(directions: readonly DirectionVerdict[]): ReportDirectionVerdict {
  const kind = combinedKind(directions.map((direction) => direction.kind));
  const deciding = directions.filter((direction) => direction.kind === kind);
  return {
    isolated: directions.some((direction) => direction.isolated),
    allowed: kind === 'allowed',
    by: uniqueSorted(deciding.flatMap((direction) => direction.by)),
    ...(kind === 'unknown' ? { unknown: deciding[0]?.reason ?? 'nobody was asked' } : {}),
  };
}
