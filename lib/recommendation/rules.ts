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
  /** Undefined for everybody. */
  readonly peerManifest: PeerManifest | undefined;
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
  readonly manifest: PeerManifest | undefined;
  readonly ports: PortNeeds;
}

/** Peers with the same ports share a rule. Every peer is in one rule, as its ports were put together before. */
export function buildRules(needs: readonly Need[], namespace: string): RuleList {
  const open = openNeeds(needs);
  const others = needs.filter(({ port }) => !open.has(portText(port)));
  const everybody: PeerPorts = { text: 'everybody', manifest: undefined, ports: open };
  const named = groupByPorts([...podPeers(others, namespace), ...blockPeers(others)]);
  const groups = open.size === 0 ? named : [[everybody], ...named];
  return {
    rules: groups.map((group) => {
      const peers = group.flatMap(({ manifest }) => manifest ?? []);
      const ports = group[0] === undefined ? [] : sortedPorts(group[0].ports);
      return { peers: peers.length === 0 ? undefined : peers, ports };
    }),
    atoms: groups.flatMap((group, rule) => group.flatMap((peer) => atomsOf(peer, rule))),
  };
}

/** Of the ports that are open to everybody: whatever else asks for one of them is allowed by the same rule. */
function openNeeds(needs: readonly Need[]): PortNeeds {
  const open = new Set(needs.flatMap(({ peer, port }) => (peer.kind === 'everybody' ? [portText(port)] : [])));
  return portNeeds(needs.filter(({ port }) => open.has(portText(port))));
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
