// `--dataplane auto`: proposes the dataplane whose agents an export shows, with the evidence; it never picks among several.
import { uniqueSorted } from '../../base/order.ts';
import type { Cloud, ClusterFacts } from './cluster-facts.ts';
import { type Component, type ComponentName, componentsOf } from './components.ts';

export interface Proposal {
  /** As `--dataplane` takes it. */
  readonly argument: string;
  /** `high`: known by images. `low`: by names, or with a switch that is not seen. `none`: the API text, for want of better. */
  readonly confidence: 'high' | 'low' | 'none';
  /** Sentences without their end: what was seen, then what that leaves open. */
  readonly reasons: readonly string[];
}

interface Sighting {
  readonly dataplane: string;
  /** Whose version is the dataplane's. */
  readonly component: Component;
  readonly doubts: readonly string[];
}

export function detectDataplane(facts: ClusterFacts): Proposal {
  const components = componentsOf(facts.agents);
  const sightings = sightingsOf(components, facts);
  const evidence = [...evidenceOf(components), ...cloudEvidence(facts)];
  const [only, second] = sightings;
  if (only === undefined) return nothingSeen(facts, evidence);
  if (second !== undefined) {
    const names = uniqueSorted(sightings.map(({ dataplane }) => dataplane));
    return upstream([
      ...evidence,
      `these speak for ${names.join(' and ')}, and which one enforces policies is not seen`,
    ]);
  }
  const { dataplane, component, doubts } = only;
  const version = component.version === undefined ? '' : `@${component.version}`;
  const reasons = [...evidence, ...doubts, ...(version === '' ? ['the agent’s version is not seen'] : [])];
  return withVirtualNodes(
    {
      argument: `${dataplane}${version}`,
      confidence: component.knownBy === 'image' && doubts.length === 0 ? 'high' : 'low',
      reasons,
    },
    components,
    facts,
  );
}

/** Each dataplane that the agents can be, once, by name. */
function sightingsOf(components: readonly Component[], facts: ClusterFacts): readonly Sighting[] {
  const found = new Map<string, Sighting>();
  for (const component of components) {
    const sighting = sightingOf(component, components, facts);
    if (sighting === undefined) continue;
    const known = found.get(sighting.dataplane);
    found.set(sighting.dataplane, known === undefined ? sighting : sameVersion(known, sighting));
  }
  return uniqueSorted(found.keys()).flatMap((name) => found.get(name) ?? []);
}

/** Agents of one dataplane in several versions: an upgrade under way, or pools of their own. */
function sameVersion(known: Sighting, other: Sighting): Sighting {
  if (known.component.version === other.component.version) return known;
  return { ...known, component: { ...known.component, version: undefined } };
}

function sightingOf(
  component: Component,
  components: readonly Component[],
  { clouds }: ClusterFacts,
): Sighting | undefined {
  const has = (...names: readonly ComponentName[]) => components.some(({ name }) => names.includes(name));
  const inSameAgent = (name: ComponentName) =>
    components.some((other) => other.name === name && other.agent.id === component.agent.id);
  const as = (dataplane: string, ...doubts: readonly string[]): Sighting => ({ dataplane, component, doubts });
  switch (component.name) {
    case 'calico':
      // Canal is Calico's engine and flannel in one DaemonSet.
      return as(inSameAgent('flannel') || component.agent.name.endsWith('canal') ? 'canal' : 'calico');
    case 'cilium':
      return as(ciliumOf(component, clouds, has('azure-cns')));
    case 'flannel':
      // It enforces nothing itself: whatever policy agent stands beside it does.
      if (has('kube-network-policies') && !has('kindnet')) return undefined;
      return has('antrea', 'calico', 'cilium', 'kube-router', 'weave') ? undefined : as('flannel');
    case 'kube-network-policies':
      if (has('kindnet')) return undefined;
      return as(has('flannel') ? 'flannel-netpol' : 'kube-network-policies');
    case 'aws-policy-agent':
      return as('eks', 'the agent is always there, and whether network policies are switched on is not seen');
    case 'terway':
      return as(
        'ack-terway',
        'whether eBPF or iptables enforces turns on the Terway version that the cluster was created with',
      );
    case 'antrea':
    case 'azure-npm':
    case 'kindnet':
    case 'kube-router':
    case 'ovn-kubernetes':
    case 'weave':
      return as(component.name);
    case 'aws-node':
    case 'azure-cns':
    case 'poseidon':
      return undefined;
  }
}

/** Managed clusters run Cilium under names of their own. */
function ciliumOf({ agent }: Component, clouds: readonly Cloud[], besideCns: boolean): string {
  if (agent.labels['kubernetes.azure.com/ebpf-dataplane'] === 'cilium' || (besideCns && clouds.includes('azure'))) {
    return 'azure-cilium';
  }
  const isGoogle = agent.name === 'anetd' || agent.images.some(({ image }) => /(^|\/)gke\.gcr\.io\//.test(image));
  return isGoogle ? 'gke-dpv2' : 'cilium';
}

/** Pods on virtual nodes are not Terway's. */
function withVirtualNodes(proposal: Proposal, components: readonly Component[], facts: ClusterFacts): Proposal {
  const virtual = facts.nodes.filter(({ kinds }) => kinds.includes('virtual'));
  if (virtual.length === 0 || !proposal.argument.startsWith('ack-terway')) return proposal;
  const seen = `${virtual.length} of ${facts.nodes.length} nodes are virtual`;
  if (components.some(({ name }) => name === 'poseidon')) {
    return { ...proposal, argument: `ack-poseidon+${proposal.argument}`, reasons: [...proposal.reasons, seen] };
  }
  const reason = `${seen}, and whether Poseidon polices their pods is not seen`;
  return { ...proposal, confidence: 'low', reasons: [...proposal.reasons, reason] };
}

function nothingSeen({ agents, clouds, nodes }: ClusterFacts, evidence: readonly string[]): Proposal {
  const allVirtual = nodes.length > 0 && nodes.every(({ kinds }) => kinds.includes('virtual'));
  if (allVirtual && clouds.includes('alibaba')) {
    const reasons = [
      ...evidence,
      'all nodes are virtual nodes',
      'whether Poseidon is told to enforce policies is not seen',
    ];
    return { argument: 'ack-poseidon', confidence: 'low', reasons };
  }
  const missing =
    agents.length === 0
      ? 'the export has no pods with images in the namespaces where network agents run'
      : 'no network agent that is known to enforce policies is among the pods of the cluster’s own namespaces';
  const huawei = clouds.includes('huawei')
    ? ['CCE runs its agents outside pods: name cce-tunnel, cce-vpc or cce-turbo as the cluster was created']
    : [];
  return upstream([...evidence, missing, ...huawei]);
}

function upstream(reasons: readonly string[]): Proposal {
  return { argument: 'upstream', confidence: 'none', reasons };
}

function evidenceOf(components: readonly Component[]): readonly string[] {
  return components.map(({ name, agent, knownBy, version }) => {
    const which = version === undefined ? name : `${name} ${version}`;
    return `${agent.id} is ${which} by its ${knownBy}`;
  });
}

function cloudEvidence({ clouds }: ClusterFacts): readonly string[] {
  return clouds.length === 0 ? [] : [`nodes are of ${clouds.join(' and ')}`];
}
