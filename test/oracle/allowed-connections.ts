// The oracle's question for end-to-end tests: may any pod of one workload, or an address, reach another on a port?
import type { Actor, ClusterFacts } from './reachability.ts';
import { askPair } from './reachability.ts';

/** Endpoints as the JSON export writes them. */
export type Endpoint =
  | { readonly kind: 'workload'; readonly namespace: string; readonly workloadKind: string; readonly name: string }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'external'; readonly cidr: string };

export interface Question {
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly protocol: string;
  readonly port: number;
}

/** `some`: the workload's pods get different answers. Two pods of one workload are asked about, not a pod and itself. */
export type Share = 'all' | 'some' | 'none';

export interface Answer {
  readonly allowed: Share;
  readonly egress: { readonly isolated: Share; readonly allowed: Share };
  readonly ingress: { readonly isolated: Share; readonly allowed: Share };
}

/** Binds manifests and facts once; the answers are computed pod by pod, whatever the manifests. */
export function allowedConnections(manifests: readonly unknown[], facts: ClusterFacts): (question: Question) => Answer {
  const actors = new Map<string, readonly Actor[]>();
  const actorsOf = (endpoint: Endpoint): readonly Actor[] => {
    const key = JSON.stringify(endpoint);
    const known = actors.get(key) ?? findActors(endpoint, facts);
    actors.set(key, known);
    return known;
  };
  return (question) => {
    const answers = actorsOf(question.client).flatMap((client) =>
      actorsOf(question.server)
        .filter((server) => server !== client)
        .map((server) =>
          askPair(manifests, facts, { client, server, protocol: question.protocol, port: question.port }),
        ),
    );
    return {
      allowed: shareOf(answers.map((item) => item.allowed)),
      egress: {
        isolated: shareOf(answers.map((item) => item.egress.isolated)),
        allowed: shareOf(answers.map((item) => item.egress.allowed)),
      },
      ingress: {
        isolated: shareOf(answers.map((item) => item.ingress.isolated)),
        allowed: shareOf(answers.map((item) => item.ingress.allowed)),
      },
    };
  };
}

/**
 * The pods' nodes are left out, and with them the rule that a pod's own node may always reach it: the answer is the
 * policies' alone.
 */
function findActors(endpoint: Endpoint, facts: ClusterFacts): Actor[] {
  if (endpoint.kind === 'external') return [{ kind: 'address', address: endpoint.cidr.replace(/\/(32|128)$/, '') }];
  if (endpoint.kind === 'node') {
    return facts.nodes
      .filter((node) => node.name === endpoint.name)
      .map((node) => ({ kind: 'node', name: node.name, addresses: node.addresses }));
  }
  const pods = facts.pods.filter(
    (pod) =>
      pod.namespace === endpoint.namespace &&
      pod.workloadKind === endpoint.workloadKind &&
      pod.workloadName === endpoint.name,
  );
  return pods.map((pod) => ({ kind: 'pod', pod: { ...pod, nodeName: '' } }));
}

function shareOf(answers: readonly boolean[]): Share {
  if (answers.length > 0 && answers.every((answer) => answer)) return 'all';
  return answers.some((answer) => answer) ? 'some' : 'none';
}
