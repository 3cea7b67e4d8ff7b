// What turns on a version: rules that do nothing below one, and statements that stay open while it is not known.
import { compareText, uniqueSorted } from '../../base/order.ts';
import type { DataplanePart } from '../profiles/dataplane-argument.ts';
import type { Cell, Gate, Profile } from '../profiles/profile.ts';
import { hasReached } from '../profiles/version.ts';
import type { DataplaneSeverity } from './condition.ts';
import type { DataplaneFinding } from './finding.ts';
import { type ClusterVersions, profileWith } from './pod-profile.ts';

/** Of the dataplane as it is in general; which nodes differ is another matter. */
export function versionFindings(part: DataplanePart, versions: ClusterVersions): readonly DataplaneFinding[] {
  const profile = profileWith(part, [], versions);
  return [...belowGate(profile, part, versions), ...notKnown(profile, part, versions)];
}

function belowGate(
  { data, semantics }: Profile,
  part: DataplanePart,
  versions: ClusterVersions,
): readonly DataplaneFinding[] {
  return (['ingress', 'egress'] as const).flatMap((direction): readonly DataplaneFinding[] => {
    const cell = direction === 'ingress' ? data.semantics.ingressRules : data.semantics.egressRules;
    const now = direction === 'ingress' ? semantics.ingressRules : semantics.egressRules;
    const { since } = cell;
    if (since === undefined || now !== 'not-enforced') return [];
    const version = since.of === 'kubernetes' ? versions.kubernetes : part.version;
    return [
      {
        code: 'dataplane-version-gate',
        severity: 'high',
        subject: part.name,
        message: `${direction} rules do nothing on ${data.title} before ${since.of} ${since.versions.join(', ')}; this is ${version}`,
        mend: 'upgrade the cluster before you rely on these rules',
        evidence: { direction, version, since: since.versions, source: cell.source },
      },
    ];
  });
}

/** One finding for each version that is missing. */
function notKnown(profile: Profile, part: DataplanePart, versions: ClusterVersions): readonly DataplaneFinding[] {
  const open = new Map<Gate<unknown>['of'], string[]>();
  for (const [name, cell] of Object.entries<Cell<unknown>>({ ...profile.data.semantics, ...profile.data.apis })) {
    const settled: unknown = { ...profile.semantics, ...profile.apis }[name];
    if (cell.since === undefined || settled !== 'unknown' || !isOpen(cell.since, part, versions)) continue;
    open.set(cell.since.of, [...(open.get(cell.since.of) ?? []), name]);
  }
  return [...open]
    .sort(([left], [right]) => compareText(left, right))
    .map(([of, names]) => {
      const write = of === 'dataplane' ? `${part.name}@VERSION` : `${part.name},${of}=VERSION`;
      return {
        code: 'dataplane-version-unknown',
        severity: severityOf(names, profile),
        subject: part.name,
        message: `the ${of === 'dataplane' ? profile.data.title : of} version is not known, or not in full, and decides ${uniqueSorted(names).join(', ')}`,
        mend: `write --dataplane ${write}, with patch and release where the document names them`,
        evidence: { of, decides: uniqueSorted(names) },
      };
    });
}

/** Whether it is the version that is missing; what documents leave open at a known version is no fault of the question. */
function isOpen(gate: Gate<unknown>, part: DataplanePart, versions: ClusterVersions): boolean {
  const version = {
    dataplane: part.version,
    kubernetes: versions.kubernetes,
    kernel: part.options.kernel,
  }[gate.of];
  const reached = version === undefined ? 'unknown' : hasReached(version, gate.versions);
  if (reached !== 'no') return reached === 'unknown';
  return gate.earlier !== undefined && isOpen(gate.earlier, part, versions);
}

/** An API is of interest only to those who have policies of it. */
function severityOf(names: readonly string[], { semantics }: Profile): DataplaneSeverity {
  if (names.some((name) => name === 'ingressRules' || name === 'egressRules')) return 'medium';
  return names.some((name) => Object.hasOwn(semantics, name)) ? 'low' : 'info';
}
