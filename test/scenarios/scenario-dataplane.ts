// The dataplanes that a scenario names: one of the registry with its versions, or a group that reads addresses alike.
import { type Dataplane, uniformDataplane } from '../../lib/policy/profiles/dataplane.ts';
import type { ProfileData } from '../../lib/policy/profiles/profile.ts';
import { profileData } from '../../lib/policy/profiles/registry.ts';
import { settleProfile } from '../../lib/policy/profiles/settle.ts';

/** Those that compare ipBlock with addresses whoever holds them, and those for which pods and nodes have none. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  RAW: [
    'ack-terway-iptables',
    'antrea',
    'azure-npm',
    'calico',
    'canal',
    'eks',
    'flannel-netpol',
    'kindnet',
    'kube-network-policies',
    'kube-router',
    'ovn-kubernetes',
    'weave@2.8.1',
  ],
  ID: [
    'ack-terway-ebpf',
    'azure-cilium',
    'cce-turbo,kubernetes=1.31.10-r0',
    'cce-vpc,kubernetes=1.31.10-r0',
    'cilium',
    'gke-dpv2',
  ],
};

/** What a group stands for; anything else stands for itself. */
export function dataplaneNames(name: string): readonly string[] {
  return GROUPS[name] ?? [name];
}

export interface Overrides {
  readonly semantics: Readonly<Record<string, string>>;
  /** Null for those of the dataplane. */
  readonly alwaysAllowed: readonly string[] | null;
}

/** `NAME[@VERSION][,kernel=VERSION][,kubernetes=VERSION]`, or `SWITCH=VALUE[,SWITCH=VALUE]`: the API text but for these. */
export function scenarioDataplane(argument: string, { semantics, alwaysAllowed }: Overrides): Dataplane {
  const [head = '', ...options] = argument.split(',');
  if (head.includes('=')) {
    const switches = Object.fromEntries([head, ...options].map((option) => option.split('=')));
    return scenarioDataplane('upstream', { semantics: { ...semantics, ...switches }, alwaysAllowed });
  }
  const [name = '', version] = head.split('@');
  const data = profileData(name);
  if (data === undefined) throw new Error(`no profile is named ${name}`);
  const given = new Map(options.map((option) => option.split('=')).map(([key = '', value]) => [key, value]));
  const strange = [...given.keys()].filter((key) => key !== 'kernel' && key !== 'kubernetes');
  if (strange.length > 0) throw new Error(`${argument} has the option ${strange.join(', ')}, which is not known here`);
  const versions = { dataplane: version, kernel: given.get('kernel'), kubernetes: given.get('kubernetes') };
  return {
    ...uniformDataplane(settleProfile(overridden(data, { semantics, alwaysAllowed }), versions)),
    name: argument,
  };
}

function overridden(data: ProfileData, { semantics, alwaysAllowed }: Overrides): ProfileData {
  const unknown = Object.keys(semantics).filter((name) => !Object.hasOwn(data.semantics, name));
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')} is no switch`);
  const source = 'the scenario';
  const cells = Object.fromEntries(Object.entries(semantics).map(([name, is]) => [name, { is, source }]));
  return {
    ...data,
    semantics: { ...data.semantics, ...cells },
    alwaysAllowed: alwaysAllowed?.map((is) => ({ is, source })) ?? data.alwaysAllowed,
  };
}
