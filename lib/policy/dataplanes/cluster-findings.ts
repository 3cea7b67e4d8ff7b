// What is found about the cluster as a whole: policies without effect, sizes, and what no export shows.
import { uniqueSorted } from '../../base/order.ts';
import type { DataplaneArgument, DataplanePart } from '../profiles/dataplane-argument.ts';
import { profileData } from '../profiles/registry.ts';
import { type ClusterFacts, lowestKubelet } from './cluster-facts.ts';
import type { Condition } from './condition.ts';
import { conditionFindings } from './condition-findings.ts';
import { type DataplaneFinding, namesEvidence, namesText } from './finding.ts';
import { baseProfileName, clusterVersions } from './pod-profile.ts';
import { PRECONDITIONS, SIZE_LIMITS } from './preconditions.ts';
import { switchedOff } from './unmet-conditions.ts';
import { versionFindings } from './version-findings.ts';

/** By part of the argument; what is not met before what is not seen. */
export function dataplaneFindings(argument: DataplaneArgument, facts: ClusterFacts): readonly DataplaneFinding[] {
  const versions = clusterVersions(argument, lowestKubelet(facts.nodes));
  const conditions = conditionFindings(argument, facts);
  return [
    ...argument.parts.flatMap((part) => [
      ...withoutEffect(part),
      ...(switchedOff(part) === undefined ? versionFindings(part, versions) : []),
      ...tooLarge(part, facts),
      ...unlistedNodes(part, facts),
    ]),
    ...conditions.findings,
    ...notSeen(argument.parts, conditions.unseen),
  ];
}

function withoutEffect(part: DataplanePart): readonly DataplaneFinding[] {
  if (switchedOff(part) !== undefined) {
    return [
      {
        code: 'dataplane-policies-off',
        severity: 'high',
        subject: part.name,
        message: 'network policies are switched off: everything is allowed, whatever they say',
        mend: 'switch them on, then write policies=on or leave the key out',
        evidence: {},
      },
    ];
  }
  const data = profileData(baseProfileName(part));
  const { ingressRules, egressRules } = data?.semantics ?? {};
  if (ingressRules?.is !== 'not-enforced' || egressRules?.is !== 'not-enforced') return [];
  return [
    {
      code: 'dataplane-policies-inert',
      severity: 'high',
      subject: part.name,
      message: `policies are inert: ${data?.title ?? part.name} accepts them and enforces none`,
      mend: 'add a policy engine, or choose a network plugin that has one',
      evidence: { source: ingressRules.source },
    },
  ];
}

function tooLarge({ name }: DataplanePart, facts: ClusterFacts): readonly DataplaneFinding[] {
  return SIZE_LIMITS.filter((limit) => limit.dataplanes.includes(name) && facts[limit.of].length > limit.most).map(
    ({ of, most, source }) => ({
      code: 'dataplane-size',
      severity: 'medium',
      subject: name,
      message: `the cluster has ${facts[of].length} ${of}, and the dataplane is supported for up to ${most}`,
      mend: 'move to a dataplane that is supported for this size',
      evidence: { [of]: facts[of].length, most, source },
    }),
  );
}

/** A name with a slip would silently mean nothing. */
function unlistedNodes({ name, options }: DataplanePart, { nodes }: ClusterFacts): readonly DataplaneFinding[] {
  const lists = [options['restart-pending'], options['reset-pending']].filter((list) => list !== undefined);
  const named = lists.flatMap((list) => (list === 'all' ? [] : list.split(':')));
  const unlisted = uniqueSorted(named.filter((node) => nodes.every((known) => known.name !== node)));
  if (unlisted.length === 0) return [];
  return [
    {
      code: 'dataplane-node-unlisted',
      severity: 'low',
      subject: name,
      message: `--dataplane names nodes that the export does not list: ${namesText(unlisted)}`,
      mend: 'correct the names, or export nodes as well',
      evidence: namesEvidence(unlisted),
    },
  ];
}

function notSeen(parts: readonly DataplanePart[], unseen: readonly Condition[]): readonly DataplaneFinding[] {
  const switches = parts.flatMap(({ name, options }) =>
    PRECONDITIONS.filter(({ dataplanes, settledBy }) => {
      return (
        dataplanes.includes(name) &&
        options.policies !== 'off' &&
        (settledBy === undefined || options[settledBy] === undefined)
      );
    }),
  );
  const asked = [...new Set([...switches.map(({ asks }) => asks), ...unseen.map(({ asks }) => asks)])];
  if (asked.length === 0) return [];
  const mends = uniqueSorted(unseen.map(({ mend }) => mend));
  return [
    {
      code: 'dataplane-not-seen',
      severity: 'info',
      subject: parts.map(({ name }) => name).join('+'),
      message: `the export does not show whether ${asked.length === 1 ? 'this holds' : 'these hold'}: ${asked.join('; ')}`,
      mend: [
        'check them in the cluster; policies=on or policies=off says whether policies are switched on',
        ...mends,
      ].join('; '),
      evidence: { conditions: asked },
    },
  ];
}
