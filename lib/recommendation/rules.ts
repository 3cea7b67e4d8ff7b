// From single needs (peer, port, connection) to the rules of one direction of one policy.
import { compareBy, uniqueSorted } from '../base/order.ts';
import { formatCidr } from '../net/cidr.ts';
import { coverBlocks } from './block-peers.ts';
import { type PeerManifest, type PortManifest, podPeer, type Rule, selectorManifest } from './manifests.ts';
import { groupByPorts, type Need, type PortNeeds, portNeeds, sortedPorts } from './port-needs.ts';
import { portText } from './ports.ts';
import type { Subject } from './subjects.ts';

/** One peer × port of a rule, with the keys of the connections that need it, sorted. */
export interface RuleAtom {
  readonly rule: number;
  readonly peer: string;
  readonly peerManifest: PeerManifest;
  readonly port: PortManifest;
  readonly connections: readonly string[];
}

export interface RuleList {
  readonly rules: readonly Rule[];
  /** In the order of the rules, their peers and ports. */
  readonly atoms: readonly RuleAtom[];
}

interface PeerPorts {
  readonly text: string;
  readonly manifest: PeerManifest;
  readonly ports: PortNeeds;
}

/** Peers with the same ports share a rule. Every peer is in one rule, as its ports were put together before. */
export function buildRules(needs: readonly Need[], namespace: string): RuleList {
  const groups = groupByPorts([...podPeers(needs, namespace), ...blockPeers(needs)]);
  return {
    rules: groups.map((group) => ({
      peers: group.map((peer) => peer.manifest),
      ports: group[0] === undefined ? [] : sortedPorts(group[0].ports),
    })),
    atoms: groups.flatMap((group, rule) => group.flatMap((peer) => atomsOf(peer, rule))),
  };
}

function atomsOf({ text, manifest, ports }: PeerPorts, rule: number): RuleAtom[] {
  return sortedPorts(ports).map((port) => ({
    rule,
    peer: text,
    peerManifest: manifest,
    port,
    connections: uniqueSorted(ports.get(portText(port))?.connections ?? []),
  }));
}

/** Those of the own namespace first, then by id. */
function podPeers(needs: readonly Need[], namespace: string): readonly PeerPorts[] {
  const bySubject = new Map<string, { readonly subject: Subject; readonly needs: Need[] }>();
  for (const need of needs) {
    if (need.peer.kind !== 'subject') continue;
    const { subject } = need.peer;
    const known = bySubject.get(subject.id) ?? { subject, needs: [] };
    known.needs.push(need);
    bySubject.set(subject.id, known);
  }
  const ownFirst = compareBy<{ readonly subject: Subject }>(
    ({ subject }) => (subject.namespace === namespace ? 0 : 1),
    ({ subject }) => subject.id,
  );
  return [...bySubject.values()].sort(ownFirst).map(({ subject, needs: own }) => ({
    text: subject.members.map((member) => member.id).join(', '),
    manifest: podPeer(namespace, subject.namespace, selectorManifest(subject.selector)),
    ports: portNeeds(own),
  }));
}

function blockPeers(needs: readonly Need[]): readonly PeerPorts[] {
  return coverBlocks(needs).map(({ cidr, ports }) => {
    const text = formatCidr(cidr);
    return { text, manifest: { ipBlock: { cidr: text } }, ports };
  });
}
