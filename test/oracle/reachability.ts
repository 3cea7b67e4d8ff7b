// Whether raw NetworkPolicy manifests allow a connection: the sentences of the API, one after the other, on one pod at a time.
import { cidrHolds } from './addresses.ts';

export interface PodFact {
  readonly namespace: string;
  readonly name: string;
  /** Top owner. */
  readonly workloadKind: string;
  readonly workloadName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly addresses: readonly string[];
  readonly ports: readonly { readonly name?: string; readonly port: number; readonly protocol: string }[];
  readonly hostNetwork: boolean;
  readonly nodeName: string;
}

export interface ClusterFacts {
  readonly namespaces: readonly { readonly name: string; readonly labels: Readonly<Record<string, string>> }[];
  readonly nodes: readonly { readonly name: string; readonly addresses: readonly string[] }[];
  readonly pods: readonly PodFact[];
}

export type Actor =
  | { readonly kind: 'pod'; readonly pod: PodFact }
  | { readonly kind: 'node'; readonly name: string; readonly addresses: readonly string[] }
  | { readonly kind: 'address'; readonly address: string };

export interface PairQuestion {
  readonly client: Actor;
  readonly server: Actor;
  readonly protocol: string;
  readonly port: number;
}

export interface PairAnswer {
  readonly allowed: boolean;
  readonly egress: { readonly isolated: boolean; readonly allowed: boolean };
  readonly ingress: { readonly isolated: boolean; readonly allowed: boolean };
}

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}
interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}
interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly {
    readonly protocol?: string;
    readonly port?: number | string;
    readonly endPort?: number;
  }[];
}
interface Policy {
  readonly kind?: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: {
    readonly podSelector?: Selector;
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly Rule[];
    readonly egress?: readonly Rule[];
  };
}

export function askPair(manifests: readonly unknown[], facts: ClusterFacts, question: PairQuestion): PairAnswer {
  const policies = manifests as readonly Policy[];
  const egress = side({ policies, facts, question, direction: 'Egress' });
  const ingress = side({ policies, facts, question, direction: 'Ingress' });
  return { allowed: egress.allowed && ingress.allowed, egress, ingress };
}

interface SideQuestion {
  readonly policies: readonly Policy[];
  readonly facts: ClusterFacts;
  readonly question: PairQuestion;
  readonly direction: 'Ingress' | 'Egress';
}

function side({ policies, facts, question, direction }: SideQuestion): { isolated: boolean; allowed: boolean } {
  const open = { isolated: false, allowed: true };
  const subject = direction === 'Egress' ? question.client : question.server;
  const peer = direction === 'Egress' ? question.server : question.client;
  // Policies select pods; what a pod on the host's network does is the node's traffic.
  if (subject.kind !== 'pod' || subject.pod.hostNetwork) return open;
  const { pod } = subject;
  const selecting = policies.filter(
    (policy) =>
      (policy.metadata.namespace ?? 'default') === pod.namespace &&
      isOfType(policy, direction) &&
      selects(policy.spec.podSelector ?? {}, pod.labels),
  );
  if (selecting.length === 0) return open;
  if (isSamePod(pod, peer) || isOwnNode(pod, peer)) return { isolated: true, allowed: true };
  const rules = selecting.flatMap(
    (policy) => (direction === 'Egress' ? policy.spec.egress : policy.spec.ingress) ?? [],
  );
  const allowed = rules.some((rule) => {
    const peers = direction === 'Egress' ? rule.to : rule.from;
    return (
      portsMatch(rule, question) &&
      (peers === undefined || peers.length === 0 || peers.some((item) => peerMatches(item, { pod, peer, facts })))
    );
  });
  return { isolated: true, allowed };
}

/** "If this field is not specified, it will default based on the existence of ingress or egress rules; … all policies … are assumed to affect ingress." */
function isOfType(policy: Policy, direction: 'Ingress' | 'Egress'): boolean {
  const types = policy.spec.policyTypes;
  if (types !== undefined && types.length > 0) return types.includes(direction);
  return direction === 'Ingress' || (policy.spec.egress?.length ?? 0) > 0;
}

/** "A Pod cannot block access to itself." */
function isSamePod(pod: PodFact, peer: Actor): boolean {
  return peer.kind === 'pod' && peer.pod.namespace === pod.namespace && peer.pod.name === pod.name;
}

/** "Traffic to and from the node where a Pod is running is always allowed, regardless of the IP address of the Pod or the node." */
function isOwnNode(pod: PodFact, peer: Actor): boolean {
  return peer.kind === 'node'
    ? peer.name === pod.nodeName
    : peer.kind === 'pod' && peer.pod.hostNetwork && peer.pod.nodeName === pod.nodeName;
}

/** "If this field is empty or missing, this rule matches all ports"; without a port, all of the protocol; TCP unless said. */
function portsMatch(rule: Rule, question: PairQuestion): boolean {
  if (rule.ports === undefined || rule.ports.length === 0) return true;
  return rule.ports.some((item) => {
    if ((item.protocol ?? 'TCP') !== question.protocol) return false;
    if (item.port === undefined) return true;
    if (typeof item.port === 'number')
      return question.port >= item.port && question.port <= (item.endPort ?? item.port);
    return namedPorts(question.server, item.port, question.protocol).includes(question.port);
  });
}

/** A name stands for the port that the receiving pod gives that name. */
function namedPorts(server: Actor, name: string, protocol: string): number[] {
  if (server.kind !== 'pod') return [];
  return server.pod.ports.filter((port) => port.name === name && port.protocol === protocol).map((port) => port.port);
}

function peerMatches(
  peer: Peer,
  request: { readonly pod: PodFact; readonly peer: Actor; readonly facts: ClusterFacts },
): boolean {
  const { pod, peer: actor, facts } = request;
  const { ipBlock } = peer;
  if (ipBlock !== undefined) {
    return addressesOf(actor).some(
      (address) => cidrHolds(ipBlock.cidr, address) && !(ipBlock.except ?? []).some((cidr) => cidrHolds(cidr, address)),
    );
  }
  if (actor.kind !== 'pod' || actor.pod.hostNetwork) return false;
  const namespaceFits =
    peer.namespaceSelector === undefined
      ? actor.pod.namespace === pod.namespace
      : selects(
          peer.namespaceSelector,
          facts.namespaces.find((item) => item.name === actor.pod.namespace)?.labels ?? {},
        );
  return namespaceFits && (peer.podSelector === undefined || selects(peer.podSelector, actor.pod.labels));
}

function addressesOf(actor: Actor): readonly string[] {
  return actor.kind === 'pod' ? actor.pod.addresses : actor.kind === 'node' ? actor.addresses : [actor.address];
}

/** "matchLabels … and matchExpressions … are ANDed. An empty label selector matches all objects." */
function selects(selector: Selector, labels: Readonly<Record<string, string>>): boolean {
  const byLabels = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return (
    byLabels &&
    (selector.matchExpressions ?? []).every((item) => {
      const value = labels[item.key];
      switch (item.operator) {
        case 'In':
          return value !== undefined && (item.values ?? []).includes(value);
        case 'NotIn':
          return value === undefined || !(item.values ?? []).includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          throw new Error(`operator ${item.operator} in a manifest of the oracle`);
      }
    })
  );
}
