// A small cluster for tests of dataplanes: one pod that may receive nothing and send nothing, and what enforces that.
import { clusterFacts } from '../../../lib/policy/dataplanes/cluster-facts.ts';
import type { ChosenDataplane } from '../../../lib/policy/dataplanes/resolve.ts';
import { chooseDataplane } from '../../../lib/policy/dataplanes/resolve.ts';
import { evaluate } from '../../../lib/policy/evaluate.ts';
import type { PolicyEndpoint } from '../../../lib/policy/model.ts';
import { parseDataplaneArgument } from '../../../lib/policy/profiles/dataplane-argument.ts';
import type { Node, Pod, Snapshot } from '../../../lib/sources/kubernetes-objects.ts';
import { compiled, manifest, type PodEndpoint, pod } from '../policy-world.ts';

const CLOSED = compiled([manifest('shop/closed', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })], {
  shop: {},
});
const OUTSIDE: PolicyEndpoint = { kind: 'address', address: '192.0.2.1' };

export function node(name: string, rest: Partial<Node> = {}): Node {
  return { name, labels: {}, addresses: [], podCidrs: [], creationSeconds: undefined, ...rest };
}

export function clusterPod(id: string, rest: Partial<Pod> & { readonly owner?: string } = {}): Pod {
  const [namespace = '', name = ''] = id.split('/');
  const { owner, ...fields } = rest;
  const reference =
    owner === undefined ? undefined : { apiVersion: 'apps/v1', kind: 'DaemonSet', name: owner, uid: owner };
  const times = { creationSeconds: undefined, deletionSeconds: undefined };
  return {
    meta: { namespace, name, uid: id, labels: {}, owner: reference, ...times },
    ...{ nodeName: undefined, hostNetwork: false, phase: 'Running', addresses: [], hostAddresses: [] },
    ...{ startSeconds: undefined, finishedSeconds: undefined, ports: [], probePorts: [] },
    ...fields,
  };
}

export function snapshot(objects: { readonly nodes?: readonly Node[]; readonly pods?: readonly Pod[] }): Snapshot {
  const lists = { namespaces: [], services: [], endpointSlices: [], controllers: [], policies: [] };
  return { source: 'test', timeSeconds: 0, nodes: [], pods: [], ...lists, ...objects };
}

export function facts(objects: Parameters<typeof snapshot>[0]) {
  return clusterFacts([snapshot(objects)]);
}

export function choose(text: string, objects: Parameters<typeof snapshot>[0] = {}): ChosenDataplane {
  const parsed = parseDataplaneArgument(text);
  if (parsed.kind === 'unusable') throw new Error(parsed.message);
  return chooseDataplane(parsed.argument, facts(objects));
}

/** What becomes of traffic that the policies deny: `ingress egress`. Denied is enforced, allowed is not, unknown is open. */
export function enforcement({ dataplane }: ChosenDataplane, subject: Partial<PodEndpoint>): string {
  const own = pod('shop/web', subject);
  const into = evaluate(CLOSED, { client: OUTSIDE, server: own, protocol: 'TCP', port: 80 }, dataplane).ingress;
  const out = evaluate(CLOSED, { client: own, server: OUTSIDE, protocol: 'TCP', port: 80 }, dataplane).egress;
  return `${into.kind} ${out.kind}`;
}

/** Codes of the findings that are more than good to know. */
export function faults({ findings }: ChosenDataplane): readonly string[] {
  return findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code);
}
