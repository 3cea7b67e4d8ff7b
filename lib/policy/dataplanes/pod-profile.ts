// The profile of a pod: what the documents say in general, changed by the conditions that it and its node do not meet.
import { uniqueSorted } from '../../base/order.ts';
import type { DataplaneArgument, DataplanePart } from '../profiles/dataplane-argument.ts';
import { mergeProfiles } from '../profiles/merge-profiles.ts';
import type { Profile, ProfileData } from '../profiles/profile.ts';
import { profileData } from '../profiles/registry.ts';
import { settleProfile } from '../profiles/settle.ts';
import { UPSTREAM_DATA } from '../profiles/upstream.ts';
import type { Exception, Treatment } from './treatment.ts';

/** `kubernetesAtLeast`: a version that the cluster's has reached, where nobody says which it is. */
export interface ClusterVersions {
  readonly kubernetes: string | undefined;
  readonly kubernetesAtLeast: string | undefined;
}

/** Later than every version there will be. */
const NEWEST = '9999.0.0';

/** The name of the profile that a dataplane has in general. Terway's implementations are told apart by a condition. */
export function baseProfileName({ name }: DataplanePart): string {
  return name === 'ack-terway' ? 'ack-terway-ebpf' : name;
}

export function clusterVersions({ parts }: DataplaneArgument, atLeast: string | undefined): ClusterVersions {
  const kubernetes = parts.map(({ options }) => options.kubernetes).find((version) => version !== undefined);
  return { kubernetes, kubernetesAtLeast: kubernetes === undefined ? atLeast : undefined };
}

export function profileWith(part: DataplanePart, exceptions: readonly Exception[], versions: ClusterVersions): Profile {
  const ways = combinations(exceptions.map(({ treatments }) => treatments));
  const [first, ...others] = ways.map((way) => treated(part, way, versions));
  const plain = treated(part, [], versions);
  const merged = first === undefined ? plain : mergeProfiles([first, ...others]);
  const reasons = exceptions.map(({ because }) => because).filter((because) => because !== '');
  return { ...merged, exception: reasons.length === 0 ? undefined : uniqueSorted(reasons).join('; ') };
}

/** One treatment of each list, in every way; `[[]]` for no lists. */
function combinations(lists: readonly (readonly Treatment[])[]): readonly (readonly Treatment[])[] {
  return lists.reduce<readonly (readonly Treatment[])[]>(
    (ways, list) => ways.flatMap((way) => list.map((treatment) => [...way, treatment])),
    [[]],
  );
}

function treated(part: DataplanePart, treatments: readonly Treatment[], versions: ClusterVersions): Profile {
  let name = baseProfileName(part);
  for (const treatment of [...treatments].reverse()) if (treatment.kind === 'as') name = treatment.profile;
  let { semantics, ...profile } = settled(dataOf(name), part, versions);
  for (const treatment of treatments) {
    if (treatment.kind === 'with') semantics = { ...semantics, ...treatment.semantics };
    if (treatment.kind !== 'not-enforced') continue;
    const off = 'not-enforced' as const;
    if (treatment.directions.includes('ingress')) semantics = { ...semantics, ingressRules: off };
    if (treatment.directions.includes('egress')) semantics = { ...semantics, egressRules: off };
  }
  return { ...profile, semantics };
}

/** A version says nothing of another product; Terway's implementations share theirs. */
function settled(data: ProfileData, part: DataplanePart, versions: ClusterVersions): Profile {
  const dataplane = productOf(data.name) === productOf(part.name) ? part.version : undefined;
  const settle = (kubernetes: string | undefined) =>
    settleProfile(data, { dataplane, kubernetes, kernel: part.options.kernel });
  const { kubernetes, kubernetesAtLeast } = versions;
  if (kubernetesAtLeast === undefined) return settle(kubernetes);
  return mergeProfiles([settle(kubernetesAtLeast), settle(NEWEST)]);
}

function productOf(name: string): string {
  return name.startsWith('ack-terway') ? 'ack-terway' : name;
}

function dataOf(name: string): ProfileData {
  return profileData(name) ?? UPSTREAM_DATA;
}
