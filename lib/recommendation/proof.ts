// What the proof asks: the recommended policies alone, and with those of other APIs that stay in force beside them.
import { makeBlockIndex } from '../net/block-index.ts';
import type { CompiledPolicies } from '../policy/compiled.ts';
import { type DirectionEvaluator, makeDirectionEvaluator } from '../policy/indexed/indexed-evaluator.ts';
import type { PolicyEndpoint, PolicyQuery } from '../policy/model.ts';
import { policyBlocks } from '../policy/policy-terms.ts';
import { podsOfWorkloads } from '../policy/workload-pods.ts';
import type { Cluster } from './cluster.ts';
import type { KeptConnection } from './eligible.ts';
import type { NetworkPolicyManifest } from './manifests.ts';
import { compileManifests, selectorKeys } from './policy-documents.ts';
import { makeProbes, type Probes } from './proof-probes.ts';

export interface Proof {
  readonly cluster: Cluster;
  readonly manifests: readonly NetworkPolicyManifest[];
  /** The recommended ones alone. */
  readonly policies: CompiledPolicies;
  /** With the policies of other APIs; the same value where there are none. */
  readonly inForce: CompiledPolicies;
  /** `alone` by `policies`, `inForce` by all: on the dataplane of the cluster. */
  readonly judge: { readonly alone: DirectionEvaluator; readonly inForce: DirectionEvaluator };
  /** Names of the policies of other APIs. */
  readonly standing: ReadonlySet<string>;
  readonly probes: Probes;
}

export function prepareProof(cluster: Cluster, manifests: readonly NetworkPolicyManifest[]): Proof {
  const { namespaces, standing } = cluster;
  const pods = podsOfWorkloads([...cluster.workloads.values()]);
  const policies = compileManifests(manifests, namespaces, { pods });
  const inForce = standing.length === 0 ? policies : compileManifests(manifests, namespaces, { standing, pods });
  const alone = makeDirectionEvaluator(policies, cluster.dataplane);
  const own = new Set(policies.policies.map(({ name }) => name));
  const names = [...inForce.policies, ...inForce.unreadable].map(({ name }) => name);
  return {
    ...{ cluster, manifests, policies, inForce },
    judge: { alone, inForce: inForce === policies ? alone : makeDirectionEvaluator(inForce, cluster.dataplane) },
    standing: new Set(names.filter((name) => !own.has(name))),
    probes: makeProbes(cluster, {
      // Other APIs look at more than the pod's own labels, in their own ways: nothing is left out for them.
      keys: standing.length === 0 ? selectorKeys(manifests) : undefined,
      blockClassOf: makeBlockIndex(policyBlocks(inForce)),
      nodeClassOf: cluster.dataplane.nodeClassOf,
    }),
  };
}

/** A connection that needs no rule because it stays on a node is asked about there. */
export function onOwnNode({ ways }: KeptConnection, query: PolicyQuery): PolicyQuery {
  const { client, server } = query;
  if (ways.egress === 'own-node') return { ...query, client: onNode(client, server) };
  if (ways.ingress === 'own-node') return { ...query, server: onNode(server, client) };
  return query;
}

function onNode(pod: PolicyEndpoint, node: PolicyEndpoint): PolicyEndpoint {
  return pod.kind === 'pod' && node.kind === 'node' ? { ...pod, nodeName: node.name } : pod;
}
